import { ruleTest } from '../../testing/ruleTest.ts';
import { unresolvedConstructImport } from './unresolved-construct-import.ts';

ruleTest(unresolvedConstructImport, () => {});
