import { ruleTest } from '../../testing/ruleTest.ts';
import { hardCodedRegion } from './hard-coded-region.ts';

ruleTest(hardCodedRegion, () => {});
