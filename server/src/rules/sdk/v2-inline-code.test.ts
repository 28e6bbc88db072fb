import { ruleTest } from '../../testing/ruleTest.ts';
import { v2InlineCode } from './v2-inline-code.ts';

ruleTest(v2InlineCode, () => {});
