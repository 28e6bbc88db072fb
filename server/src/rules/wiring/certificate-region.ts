/** Reports what CloudFront takes from us-east-1 alone and gets from another region: certificates and web ACLs. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, rendered, scenarios, stringOf } from '../../core/value.ts';
import { mentioned } from './deliveries.ts';

const REGION = 'us-east-1';

export const certificateRegion = defineRule({
  id: 'wiring/certificate-region',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'Certificates and web ACLs of CloudFront distributions are made in us-east-1.',
    why: `CloudFront is a global service that lives in us-east-1: a distribution whose certificate or web ACL is in another region is
refused at deployment (*The specified SSL certificate doesn't exist, isn't in us-east-1 region …*). Make them in a stack of
their own there, and hand the ARN over; in the CDK with \`crossRegionReferences\`. A region that can't be seen is not judged.`,
    bad: [
      yaml`
        Resources:
          Site:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                Enabled: true
                Aliases: [shop.example.com]
                ViewerCertificate:
                  AcmCertificateArn: arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d
                  SslSupportMethod: sni-only
      `,
      json`
        {
          "Resources": {
            "Site": {
              "Type": "AWS::CloudFront::Distribution",
              "Properties": {
                "DistributionConfig": {
                  "Enabled": true,
                  "WebACLId": "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d"
                }
              }
            }
          }
        }
      `,
      cdk`
        new cloudfront.CfnDistribution(this, 'Site', {
          distributionConfig: {
            enabled: true,
            viewerCertificate: {
              acmCertificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/0a1b2c3d',
              sslSupportMethod: 'sni-only',
            },
          },
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Site:
            Type: AWS::CloudFront::Distribution
            Properties:
              DistributionConfig:
                Enabled: true
                ViewerCertificate:
                  AcmCertificateArn: arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d
                  SslSupportMethod: sni-only
      `,
      cdk`
        new cloudfront.CfnDistribution(this, 'Site', {
          distributionConfig: {
            enabled: true,
            viewerCertificate: {
              acmCertificateArn: 'arn:aws:acm:us-east-1:111122223333:certificate/0a1b2c3d',
              sslSupportMethod: 'sni-only',
            },
          },
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html'],
  },
  messages: {
    region: 'CloudFront takes {what} from us-east-1 alone; this one is in {region}.',
    scope: 'A web ACL of the scope CLOUDFRONT can be made in us-east-1 alone; this stack is in {region}.',
  },
  *checkGraph({ graph }) {
    for (const resource of graph.ofType('AWS::CloudFront::Distribution'))
      for (const [path, what] of [
        [['DistributionConfig', 'ViewerCertificate', 'AcmCertificateArn'], 'certificates'],
        [['DistributionConfig', 'WebACLId'], 'web ACLs'],
      ] as const)
        for (const { value } of scenarios(at(resource.properties, ...path))) {
          const region = regionOf(graph, value);
          if (value.kind === 'absent' || region === null || region === REGION) continue;
          yield { message: 'region', at: value.span, params: { what, region }, resource, subject: what };
        }
    for (const resource of graph.ofType('AWS::WAFv2::WebACL')) {
      const scope = at(resource.properties, 'Scope');
      const region = stackRegion(graph, resource);
      if (stringOf(scope) !== 'CLOUDFRONT' || scope.kind === 'absent' || region === null || region === REGION) continue;
      yield { message: 'scope', at: scope.span, params: { region }, resource };
    }
  },
});

/** The region that an ARN names, or that of the stack which makes what is named. */
function regionOf(graph: ResourceGraph, value: Value): string | null {
  const [id] = mentioned(value);
  const made = id === undefined ? undefined : graph.resource(id);
  // A certificate that a custom resource makes may be anywhere.
  if (made)
    return /^AWS::(CertificateManager::Certificate|WAFv2::WebACL)$/.test(made.type) ? stackRegion(graph, made) : null;
  const region = /^arn:[^:]+:(?:acm|wafv2):([^:]*):/.exec(rendered(value))?.[1];
  return region !== undefined && /^[a-z]{2}(-[a-z]+)+-\d$/.test(region) ? region : null;
}

function stackRegion(graph: ResourceGraph, { stack }: Resource): string | null {
  const region = graph.stack(stack)?.region;
  return region ? stringOf(region) : null;
}
