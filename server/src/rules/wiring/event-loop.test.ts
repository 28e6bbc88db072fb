import { ruleTest } from '../../testing/ruleTest.ts';
import { eventLoop } from './event-loop.ts';

ruleTest(eventLoop, () => {});
