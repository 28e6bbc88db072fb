/** cloudformation/contradicting-properties */
import { expect, it } from 'vitest';
import { type Example, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { contradictingProperties } from './contradicting-properties.ts';
import { CONTRADICTIONS } from './contradictions.ts';

ruleTest(contradictingProperties, ({ check, fixed }) => {
  check(
    'by scenario, and what is needed',
    yaml`
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            DBInstanceClass: db.t4g.medium
            MultiAZ: !If [IsProd, true, false]
            AvailabilityZone: eu-west-1a
      #                       ^^^^^^^^^^ error cloudformation/contradicting-properties (fix): Database is to be in several availability zones, and in one when IsProd.
        Handler:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Code: { S3Bucket: code, S3Key: a.zip }
            Role: !ImportValue Role
            VpcConfig: { SubnetIds: [subnet-1] }
      #                             ^^^^^^^^^^ error cloudformation/contradicting-properties: Handler has subnets and no security group.
        Task:
          Type: AWS::ECS::TaskDefinition
          Properties: { RequiresCompatibilities: [FARGATE], Cpu: '256', Memory: '512' }
      #                                           ^^^^^^^ error cloudformation/contradicting-properties (fix): Task is for Fargate, which takes the network mode awsvpc alone.
        Table:
      # ^^^^^ error cloudformation/contradicting-properties (fix): Table has neither a provisioned throughput nor the billing mode PAY_PER_REQUEST.
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
    `,
  );
  check(
    'silent: one or the other by the same condition, parameters, what is elsewhere',
    yaml`
      Parameters:
        Multi: { Type: String, Default: 'true' }
      Conditions:
        IsProd: !Equals [!Ref AWS::Region, eu-west-1]
      Resources:
        Database:
          Type: AWS::RDS::DBInstance
          Properties:
            DBInstanceClass: db.t4g.medium
            MultiAZ: !If [IsProd, true, false]
            AvailabilityZone: !If [IsProd, !Ref AWS::NoValue, eu-west-1a]
        Other:
          Type: AWS::RDS::DBInstance
          Properties: { DBInstanceClass: db.t4g.medium, MultiAZ: !Ref Multi, AvailabilityZone: eu-west-1a }
        Table:
          Type: AWS::DynamoDB::Table
          Properties:
            AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
            KeySchema: [{ AttributeName: id, KeyType: HASH }]
            BillingMode: !If [IsProd, PROVISIONED, PAY_PER_REQUEST]
            ProvisionedThroughput: !If [IsProd, { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }, !Ref AWS::NoValue]
        Record:
          Type: AWS::Route53::RecordSet
          Properties: { Name: a.corp.net, Type: A, TTL: '60', ResourceRecords: [10.0.0.1] }
    `,
  );
  it('removes and sets', () => {
    expect(fixed(contradictingProperties.docs.bad[0] as Example)).not.toContain('ProvisionedThroughput');
    expect(fixed(contradictingProperties.docs.bad[2] as Example)).toContain('automaticFailoverEnabled: true');
  });
  it('each row says what may not, or must, be there', () => {
    for (const { given, not, needs, says } of CONTRADICTIONS) {
      expect((not === undefined) !== (needs === undefined), says).toBe(true);
      expect(given.length).toBeGreaterThan(0);
    }
  });
});
