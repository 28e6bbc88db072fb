import { ruleTest } from '../../testing/ruleTest.ts';
import { deprecatedRuntime } from './deprecated-runtime.ts';

ruleTest(deprecatedRuntime, () => {});
