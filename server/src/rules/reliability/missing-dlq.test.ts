import { ruleTest } from '../../testing/ruleTest.ts';
import { missingDlq } from './missing-dlq.ts';

ruleTest(missingDlq, () => {});
