import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedAccount } from './hard-coded-account.ts';

ruleTest(hardCodedAccount, () => {});
