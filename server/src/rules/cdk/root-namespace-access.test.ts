import { ruleTest } from '../../testing/ruleTest.ts';
import { rootNamespaceAccess } from './root-namespace-access.ts';

ruleTest(rootNamespaceAccess, () => {});
