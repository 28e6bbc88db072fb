import { ruleTest } from '../../testing/ruleTest.ts';
import { reservedEnvironmentVariable } from './reserved-environment-variable.ts';

ruleTest(reservedEnvironmentVariable, () => {});
