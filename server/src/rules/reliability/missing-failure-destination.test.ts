import { ruleTest } from '../../testing/ruleTest.ts';
import { missingFailureDestination } from './missing-failure-destination.ts';

ruleTest(missingFailureDestination, () => {});
