import { ruleTest } from '../../testing/ruleTest.ts';
import { missingPermission } from './missing-permission.ts';

ruleTest(missingPermission, () => {});
