/** Reports values that were to be replaced before the first deployment, where the deployment fails with them. */
import { perName } from '../../core/memo.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, rendered, stringOf } from '../../core/value.ts';
import { isConfiguration, isSynthesized, keyOf, strings } from '../cdk/places.ts';

/** Properties whose value has to be somebody's: ARNs, IDs, names of buckets and domains. */
const IDENTITY =
  /(Arns?|ARNs?)$|^(VpcId|VPCId|SubnetIds?|SubnetIDs?|Subnets|SecurityGroupIds?|SecurityGroups|VPCSecurityGroups|VpcSecurityGroupIds|SourceSecurityGroupId|RouteTableIds?|GatewayId|ImageId|HostedZoneId|KmsKeyId|KmsMasterKeyId|KMSMasterKeyID|KMSKeyId|KeyName|Role|UserPoolId|RestApiId|ApiId|BucketName|Bucket|S3Bucket|DomainName|SubjectAlternativeNames|HostedZoneName|Aliases|Repository|RepositoryUrl|Image)$/;

const isIdentity = perName(property => IDENTITY.test(property));

/** What a policy, or code, names is looked up when somebody asks for it. */
const LOOKED_UP_LATER = /Policy|Policies|Document|Environment|Variables|Substitutions/;
const isLookedUpLater = perName(key => LOOKED_UP_LATER.test(key));

/** What people write for what others are to fill in. */
const MARKS: readonly RegExp[] = [
  /<[A-Za-z][\w .-]{1,40}>/,
  /(?<![A-Za-z])(REPLACE|CHANGE|FILL|INSERT)[-_ ]?(ME|THIS|IN)(?![A-Za-z])/i,
  /(?<![A-Za-z])REPLACE[-_ ]WITH(?![A-Za-z])/i,
  /(?<![A-Za-z])(TODO|TBD|FIXME|PLACEHOLDER)(?![A-Za-z])/,
  /^(todo|tbd|fixme|placeholder)$/i,
  /(?<![A-Za-z])your[-_](([a-z0-9]+[-_])*(account|bucket|certificate|cert|cluster|domain|hosted|key|repo|repository|role|subnet|vpc|zone|arn|id|name)([-_](id|name|arn|here|zone|\d))*)(?![A-Za-z])/i,
  /^(vpc|subnet|sg|rtb|igw|nat|ami|vpce|eni)-(x{4,}|y{4,}|z{4,})$/i,
  /^[xX]{4,}$/,
];

/** IDs that the documentation of AWS uses, and what people type who have none at hand. */
const EXAMPLE_ID = /^(vpc|subnet|sg|rtb|igw|nat|vpce|eni)-(0?12345(6(7(89?)?)?)?|abcd(ef)?(12345?)?|0{8,17}|1{8,17})$/;

/** IDs in templates of the CDK before it has looked the real ones up: `Vpc.fromLookup`, `SecurityGroup.fromLookupById` of aws-cdk-lib. */
const DUMMY_ID = /^(vpc-12345|sg-12345678)$/;

/** Domains that nobody can have: RFC 2606. */
const RESERVED_DOMAIN = /(^|\.)(example\.(com|net|org)|(example|invalid|test))\.?$/i;

/** Folders of tests, wherever they are; others are told by their file and its folder. */
const TESTS = /\/(tests|__tests__|fixtures|spec)\//;

/** Whether a file is a test, or where fixed values are the point. */
const isNotMeant = perName(uri => isConfiguration(uri) || TESTS.test(uri));

/** Where AWS makes sure who has a domain, and the property that says it. */
const OWNED: Readonly<Record<string, readonly string[]>> = {
  'AWS::CertificateManager::Certificate': ['DomainName', 'SubjectAlternativeNames'],
  'AWS::Route53::HostedZone': ['Name'],
  'AWS::CloudFront::Distribution': ['Aliases'],
  'AWS::ApiGateway::DomainName': ['DomainName'],
  'AWS::ApiGatewayV2::DomainName': ['DomainName'],
};

export const placeholder = defineRule({
  id: 'cloudformation/placeholder',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: true,
  docs: {
    summary: 'No ID, ARN or domain is one that was only put there to be replaced.',
    why: `\`<your-vpc-id>\`, \`REPLACE_ME\`, \`subnet-12345678\` and *example.com* keep their place in generated and copied code until
somebody puts in the real value. Where they are forgotten, the deployment fails as soon as the resource is made (*The vpc ID
'vpc-12345678' does not exist*, *example.com is reserved by AWS*), or waits for hours for a certificate that nobody can validate.
A parameter, a context value or a reference to the resource itself does not have to be replaced by hand. Reported are properties
whose value has to exist; default values of parameters, texts, environment variables and values of secrets are left alone, as are
tests and files of configuration.`,
    bad: [
      yaml`
        Resources:
          Targets:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties:
              Port: 80
              Protocol: HTTP
              VpcId: <your-vpc-id>
      `,
      json`
        {
          "Resources": {
            "Balancer": {
              "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "Properties": { "Subnets": [{ "Fn::ImportValue": "SubnetA" }, "subnet-12345678"] }
            }
          }
        }
      `,
      cdk`
        new acm.Certificate(this, 'Certificate', {
          domainName: 'shop.example.com',
          validation: acm.CertificateValidation.fromDns(),
        });
      `,
    ],
    good: [
      yaml`
        Parameters:
          VpcId: { Type: AWS::EC2::VPC::Id }
        Resources:
          Targets:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties:
              Port: 80
              Protocol: HTTP
              VpcId: !Ref VpcId
      `,
      json`
        {
          "Resources": {
            "Balancer": {
              "Type": "AWS::ElasticLoadBalancingV2::LoadBalancer",
              "Properties": { "Subnets": [{ "Fn::ImportValue": "SubnetA" }, { "Fn::ImportValue": "SubnetB" }] }
            }
          }
        }
      `,
      cdk`
        new acm.Certificate(this, 'Certificate', {
          domainName: this.node.getContext('domain'),
          validation: acm.CertificateValidation.fromDns(),
        });
      `,
    ],
    links: [
      'https://www.rfc-editor.org/rfc/rfc2606',
      'https://docs.aws.amazon.com/Route53/latest/APIReference/API_CreateHostedZone.html',
      'https://docs.aws.amazon.com/acm/latest/userguide/domain-ownership-validation.html',
    ],
  },
  messages: {
    mark: '{property} of {name} is still {text}, which is to be replaced.',
    id: '{property} of {name} is {text}, an ID out of an example.',
    domain: '{text} is reserved for examples, so that {name} can’t be made for it.',
  },
  types: ['*'],
  *checkResource(resource) {
    if (resource.owner.kind !== 'yours' || isNotMeant(resource.span.uri)) return;
    for (const { value, text, path } of strings(resource)) {
      // Nobody wrote what running the app puts together, nor the IDs that the CDK takes for what it could not look up.
      if ((value.kind !== 'literal' || DUMMY_ID.test(text)) && isSynthesized(resource)) continue;
      const property = keyOf(path);
      const message = messageFor(resource, path, property, text);
      if (message === null || value.kind === 'absent') continue;
      const params = { name: resource.logicalId, property, text: rendered(value) };
      yield { message, at: value.span, params, subject: `${property}:${params.text}` };
    }
  },
});

function messageFor(resource: Resource, path: readonly string[], property: string, text: string) {
  if (text.length > 200) return null;
  if (OWNED[resource.type]?.includes(property) && isPublic(resource) && RESERVED_DOMAIN.test(text)) return 'domain';
  if (!isIdentity(property) || path.some(isLookedUpLater)) return null;
  if (EXAMPLE_ID.test(text)) return 'id';
  return MARKS.some(mark => mark.test(text)) ? 'mark' : null;
}

/** Whether a name is looked up in the public DNS: not that of a private zone, nor what a private authority signs. */
function isPublic({ type, properties }: Resource): boolean {
  if (type === 'AWS::Route53::HostedZone') return at(properties, 'VPCs').kind === 'absent' && properties.complete;
  return stringOf(at(properties, 'CertificateAuthorityArn')) === null;
}
