import { ruleTest } from '../../testing/ruleTest.ts';
import { surplusPermission } from './surplus-permission.ts';

ruleTest(surplusPermission, () => {});
