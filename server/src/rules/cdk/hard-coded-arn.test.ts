import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedArn } from './hard-coded-arn.ts';

ruleTest(hardCodedArn, () => {});
