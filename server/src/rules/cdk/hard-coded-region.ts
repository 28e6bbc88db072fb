/** Reports regions in host names, service names and availability zones. */
import { perObject } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import type { Value } from '../../core/value.ts';
import { IN_HOST, ZONE, keyOf, strings, substituted } from './places.ts';

interface Data {
  readonly value: Value;
  readonly region: string;
}

/** Services with one endpoint, or one for each of few regions, whatever region the caller is in. */
const GLOBAL =
  /(^|[/.])(pricing|api\.pricing|ce|cur|budgets|organizations|iam|route53|route53domains|shield|health|globalaccelerator|support|waf|cloudfront|chime|tagging)[.-]/;

/** The strings of a resource in which a region may stand, but for ARNs. */
const withRegions = perObject((resource: Resource) =>
  strings(resource).filter(({ text }) => /-\d/.test(text) && !text.startsWith('arn:')),
);

export const hardCodedRegion = defineRule({
  id: 'cdk/hard-coded-region',
  since: '0.1.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'Endpoints, service names and availability zones follow the region of the stack.',
    why: `A literal region in the name of an endpoint or of a zone makes the stack deployable in that region alone, and in
any other one it either fails or, worse, talks to the first region. \`\${AWS::Region}\` (in the CDK \`this.region\`) is the
region that the stack is in, \`!Select [0, !GetAZs '']\` (in the CDK \`this.availabilityZones\`) a zone of it.

A region that stands alone is not reported: it may be meant (certificates for CloudFront are in us-east-1, replicas are
elsewhere on purpose). Values that are chosen by a condition or stand in a mapping are not reported either.`,
    bad: [
      yaml`
        Resources:
          Endpoint:
            Type: AWS::EC2::VPCEndpoint
            Properties:
              VpcId: vpc-0a1b2c3d
              ServiceName: com.amazonaws.eu-central-1.s3
      `,
      json`
        {
          "Resources": {
            "Private": {
              "Type": "AWS::EC2::Subnet",
              "Properties": {
                "VpcId": "vpc-0a1b2c3d",
                "CidrBlock": "10.0.0.0/24",
                "AvailabilityZone": "eu-central-1a"
              }
            }
          }
        }
      `,
      cdk`
        new ec2.CfnVPCEndpoint(this, 'Endpoint', {
          vpcId: 'vpc-0a1b2c3d',
          serviceName: 'com.amazonaws.eu-central-1.s3',
        });
      `,
    ],
    good: [
      yaml`
        Resources:
          Endpoint:
            Type: AWS::EC2::VPCEndpoint
            Properties:
              VpcId: vpc-0a1b2c3d
              ServiceName: !Sub com.amazonaws.${'$'}{AWS::Region}.s3
          Private:
            Type: AWS::EC2::Subnet
            Properties:
              VpcId: vpc-0a1b2c3d
              CidrBlock: 10.0.0.0/24
              AvailabilityZone: !Select [0, !GetAZs '']
      `,
      cdk`
        new ec2.CfnVPCEndpoint(this, 'Endpoint', {
          vpcId: 'vpc-0a1b2c3d',
          serviceName: ${'`'}com.amazonaws.${'$'}{this.region}.s3${'`'},
        });
      `,
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html'],
    peers: ['cfn-lint I3042', 'cfn-lint W3010'],
  },
  messages: {
    host: '{name} is tied to region {region}.',
    zone: '{name} is tied to the zone {zone} of region {region}.',
  },
  types: ['*'],
  *checkResource(resource) {
    for (const { value, text, path } of withRegions(resource)) {
      if (value.kind === 'absent') continue;
      const name = keyOf(path);
      const zone = ZONE.exec(text);
      if (zone) {
        if (!/^AvailabilityZones?$/.test(name)) continue;
        yield {
          message: 'zone',
          at: value.span,
          params: { name, zone: text, region: zone[1] ?? '' },
          subject: path.join('.'),
          data: { value, region: zone[1] ?? '' } satisfies Data,
        };
        continue;
      }
      // A nested template is read from the bucket that it is in, wherever the stack is.
      if (GLOBAL.test(text) || name === 'TemplateURL') continue;
      const region = IN_HOST.exec(text)?.[1];
      if (region === undefined || !/amazonaws|\.aws(\/|$)/.test(text)) continue;
      yield {
        message: 'host',
        at: value.span,
        params: { name, region },
        subject: path.join('.'),
        data: { value, region } satisfies Data,
      };
    }
  },
  fix({ data }) {
    const { value, region } = data as Data;
    const text = substituted(value, whole => whole.replaceAll(region, '$${AWS::Region}'));
    if (text === null) return 'a piece of the text can’t be seen';
    return [
      {
        title: 'Use the region of the stack',
        intents: [{ kind: 'replaceValue', value, with: { $sub: text } }],
        safety: 'review',
      },
    ];
  },
});
