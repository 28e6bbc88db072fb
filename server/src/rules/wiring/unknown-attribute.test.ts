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
  check(
    'objects where text is needed; silent where an object may be taken, and about text',
    yaml`
      Resources:
        Database: { Type: AWS::RDS::DBInstance }
        Documents: { Type: AWS::DocDB::DBCluster }
        Own: { Type: Custom::Own, Properties: { ServiceToken: x, Endpoint: !GetAtt Database.Endpoint } }
        Nested:
          Type: AWS::CloudFormation::Stack
          Properties:
            TemplateURL: nested.yaml
            Parameters: { Secret: !GetAtt Database.MasterUserSecret }
      #                           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute (fix): MasterUserSecret of AWS::RDS::DBInstance is an object, and text is needed here: MasterUserSecret.SecretArn.
        Reader:
          Type: AWS::Lambda::Function
          Properties:
            Environment:
              Variables:
                HOST: !If [Here, !GetAtt Database.Endpoint, localhost]
      #                          ^^^^^^^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute (fix): Endpoint of AWS::RDS::DBInstance is an object, and text is needed here: Endpoint.Address, Endpoint.HostedZoneId, Endpoint.Port.
                URL: !Sub 'https://\${Database.Endpoint}/'
      #                             ^^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute (fix): Endpoint of AWS::RDS::DBInstance is an object, and text is needed here: Endpoint.Address, Endpoint.HostedZoneId, Endpoint.Port.
                OTHER: !GetAtt Documents.Endpoint
      Conditions: { Here: !Equals [a, a] }
      Outputs:
        Host: { Value: !GetAtt Database.Endpoint }
      #                ^^^^^^^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute (fix): Endpoint of AWS::RDS::DBInstance is an object, and text is needed here: Endpoint.Address, Endpoint.HostedZoneId, Endpoint.Port.
        Certificate: { Value: !GetAtt Database.CertificateDetails }
      #                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error wiring/unknown-attribute: CertificateDetails of AWS::RDS::DBInstance is an object, and text is needed here: CertificateDetails.CAIdentifier, CertificateDetails.ValidTill.
    `,
  );
  it('writes the address of an endpoint', () => {
    const text = 'Resources:\n  Db: { Type: AWS::RDS::DBInstance }\nOutputs:\n  Host: { Value: !GetAtt Db.Endpoint }\n';
    expect(fixed({ language: 'yaml', text })).toContain('Value: !GetAtt Db.Endpoint.Address }');
  });
  it('writes the one that is meant', () => {
    const text = 'Resources:\n  Jobs: { Type: AWS::SQS::Queue }\nOutputs:\n  Jobs: { Value: !Sub "x ${Jobs.Url}" }\n';
    expect(fixed({ language: 'yaml', text })).toContain('"x ${Jobs.QueueUrl}"');
    expect(fixed({ language: 'yaml', text: text.replace('!Sub "x ${Jobs.Url}"', '!GetAtt Jobs.Url') })).toContain(
      'Value: !GetAtt Jobs.QueueUrl }',
    );
  });
});
