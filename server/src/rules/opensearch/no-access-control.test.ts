/** opensearch/no-access-control */
import { cdk } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { openSearchNoAccessControl } from './no-access-control.ts';

ruleTest(openSearchNoAccessControl, ({ check }) => {
  check(
    'silent: a construct that is only read',
    cdk`
    new opensearch.Domain(this, 'Search', { version: opensearch.EngineVersion.OPENSEARCH_2_17, ...more });
  `,
  );
});
