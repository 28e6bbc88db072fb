/** Public endpoints. */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { publicEndpoint } from './public-endpoint.ts';

ruleTest(publicEndpoint, ({ check, fixed }) => {
  check(
    'in one scenario; silent where it is not known',
    yaml`
      Parameters:
        Given: { Type: String }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Thing:
          Type: AWS::EKS::Cluster
          Properties:
            ResourcesVpcConfig:
              EndpointPublicAccess: !If [IsProd, false, true]
      #                                                 ^^^^ information eks/public-endpoint (fix): Everybody can reach the API of Thing when not IsProd.
        Other:
          Type: AWS::EKS::Cluster
          Properties:
            ResourcesVpcConfig:
              EndpointPublicAccess: !Ref Given
    `,
  );
  it('writes it', () => expect(fixed(publicEndpoint.docs.bad[0] as Example)).toContain('EndpointPrivateAccess: true'));
});
