import { ruleTest } from '../../testing/ruleTest.ts';
import { v2MissingAtRuntime } from './v2-missing-at-runtime.ts';

ruleTest(v2MissingAtRuntime, () => {});
