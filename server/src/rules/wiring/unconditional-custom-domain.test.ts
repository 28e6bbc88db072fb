import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unconditionalCustomDomain } from './unconditional-custom-domain.ts';

const certificate = (domain: string, fallback: string) => yaml`
  Parameters:
    Domain: { Type: String, Default: ${fallback} }
  Conditions:
    HasDomain: !Not [!Equals [!Ref Domain, '']]
  Resources:
    Certificate:
      Type: AWS::CertificateManager::Certificate
      Properties: { DomainName: ${domain} }
`;

ruleTest(unconditionalCustomDomain, ({ check, fixed }) => {
  check('a default that is a domain', certificate('!Ref Domain', 'example.com'), []);
  check('a domain under a condition', certificate('!If [HasDomain, !Ref Domain, shop.example.com]', "''"), []);
  it('takes the condition that there is', () => {
    expect(fixed(unconditionalCustomDomain.docs.bad[1] as never)).toContain('"Condition": "HasDomain"');
  });
});
