import { ruleTest } from '../../testing/ruleTest.ts';
import { v2Import } from './v2-import.ts';

ruleTest(v2Import, () => {});
