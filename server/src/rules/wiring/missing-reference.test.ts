import { ruleTest } from '../../testing/ruleTest.ts';
import { missingReference } from './missing-reference.ts';

ruleTest(missingReference, () => {});
