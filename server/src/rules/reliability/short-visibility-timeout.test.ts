import { ruleTest } from '../../testing/ruleTest.ts';
import { shortVisibilityTimeout } from './short-visibility-timeout.ts';

ruleTest(shortVisibilityTimeout, () => {});
