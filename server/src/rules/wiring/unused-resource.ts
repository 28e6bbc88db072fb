/** Reports resources that do something only for others, and that no other one mentions. */
import { defineRule, json, yaml } from '../../core/rule.ts';

/** Types of which one that nobody names has no effect, with what they are called. */
const HELPERS: Readonly<Record<string, string>> = {
  'AWS::AutoScaling::LaunchConfiguration': 'launch configuration',
  'AWS::DocDB::DBSubnetGroup': 'subnet group',
  'AWS::EC2::LaunchTemplate': 'launch template',
  'AWS::EC2::SecurityGroup': 'security group',
  'AWS::ElastiCache::SubnetGroup': 'subnet group',
  'AWS::IAM::InstanceProfile': 'instance profile',
  'AWS::RDS::DBClusterParameterGroup': 'parameter group',
  'AWS::RDS::DBParameterGroup': 'parameter group',
  'AWS::RDS::DBSubnetGroup': 'subnet group',
};

/** The properties that give a resource a name by which others, elsewhere, may use it. */
const NAME = /Name$/;

export const unusedResource = defineRule({
  id: 'wiring/unused-resource',
  since: '0.1.0',
  severity: 'hint',
  profile: 'recommended',
  docs: {
    summary: 'Security groups, subnet groups, instance profiles and the like are used by something.',
    why: `A security group that nothing is in protects nothing, and a subnet group that no database names places none: mostly the line
that should name it was forgotten, and the resource that should have it runs with a default. Resources that an output gives away,
and those with a name of their own, may be used elsewhere and are not reported; nor are templates with macros and loops.`,
    bad: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
      `,
      json`
        {
          "Resources": {
            "Subnets": {
              "Type": "AWS::RDS::DBSubnetGroup",
              "Properties": { "DBSubnetGroupDescription": "Database", "SubnetIds": ["subnet-1", "subnet-2"] }
            }
          }
        }
      `,
    ],
    good: [
      yaml`
        Resources:
          Web:
            Type: AWS::EC2::SecurityGroup
            Properties:
              GroupDescription: Web
          Server:
            Type: AWS::EC2::Instance
            Properties:
              ImageId: ami-0123456789abcdef0
              SecurityGroupIds: [!GetAtt Web.GroupId]
      `,
    ],
    links: ['https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html'],
    peers: ['CKV2_AWS_5'],
  },
  messages: {
    unused: 'Nothing uses the {kind} {resource}.',
  },
  *checkConnected({ graph }) {
    const mentions = new Map(graph.stacks.flatMap(s => (s.mentions ? [[s.id, new Set(s.mentions)] as const] : [])));
    for (const [type, kind] of Object.entries(HELPERS))
      for (const resource of graph.ofType(type)) {
        const used = mentions.get(resource.stack);
        if (!used || used.has(`Resources.${resource.logicalId}`)) continue;
        const isNamed = resource.properties.entries.some(e => NAME.test(e.key));
        if (isNamed || graph.edgesTo(resource.id).length > 0) continue;
        yield {
          message: 'unused',
          at: resource.nameSpan,
          params: { kind, resource: resource.logicalId },
          resource,
          tags: ['unnecessary'],
        };
      }
  },
});
