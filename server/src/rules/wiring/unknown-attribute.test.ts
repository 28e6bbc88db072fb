/** Attributes that are asked of resources. */
import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unknownAttribute } from './unknown-attribute.ts';

ruleTest(unknownAttribute, ({ check, fixed }) => {
  check(
    'in properties, substitutions and outputs; silent about properties of the type, its objects, and types that are open',
    yaml`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        Vpc: { Type: AWS::EC2::VPC, Properties: { CidrBlock: 10.0.0.0/16 } }
        Database: { Type: AWS::RDS::DBInstance }
        Nested: { Type: AWS::CloudFormation::Stack, Properties: { TemplateURL: nested.yaml } }
        Own: { Type: Custom::Own, Properties: { ServiceToken: x } }
        Api: { Type: AWS::Serverless::Api, Properties: { StageName: prod } }
        Topic:
          Type: AWS::SNS::Topic
          Properties:
            TopicName: !Sub '\${Jobs.Name}-topic'
      #                       ^^^^^^^^^^^^ error wiring/unknown-attribute (fix): AWS::SQS::Queue has no attribute Name. Is QueueName meant?
            DisplayName: !GetAtt Jobs.Colour
      #                  ^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute: AWS::SQS::Queue has no attribute Colour; it has Arn, QueueName, QueueUrl.
      Outputs:
        Block: { Value: !GetAtt Vpc.CidrBlock }
        Dns: { Value: !GetAtt Vpc.EnableDnsSupport }
        Host: { Value: !GetAtt Database.EndpointAddress }
      #                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute (fix): AWS::RDS::DBInstance has no attribute EndpointAddress. Is Endpoint.Address meant?
        Port: { Value: !GetAtt Database.Endpoint.Port }
        Out: { Value: !GetAtt Nested.Outputs.Anything }
        Mine: { Value: !GetAtt Own.Anything }
        Root: { Value: !GetAtt Api.Anything }
    `,
  );
  it('writes the one that is meant', () => {
    const text = 'Resources:\n  Jobs: { Type: AWS::SQS::Queue }\nOutputs:\n  Jobs: { Value: !Sub "x ${Jobs.Url}" }\n';
    expect(fixed({ language: 'yaml', text })).toContain('"x ${Jobs.QueueUrl}"');
    expect(fixed({ language: 'yaml', text: text.replace('!Sub "x ${Jobs.Url}"', '!GetAtt Jobs.Url') })).toContain(
      'Value: !GetAtt Jobs.QueueUrl }',
    );
  });
});
