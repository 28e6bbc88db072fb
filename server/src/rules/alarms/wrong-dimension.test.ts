import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wrongDimension } from './wrong-dimension.ts';

const alarm = (namespace: string, value: string) => yaml`
  Resources:
    Jobs: { Type: AWS::SQS::Queue }
    Handler:
      Type: AWS::Lambda::Function
      Properties: { Runtime: nodejs24.x, Handler: i.h, Role: r, Code: { S3Bucket: c, S3Key: k } }
    Alarm:
      Type: AWS::CloudWatch::Alarm
      Properties:
        Namespace: ${namespace}
        MetricName: Errors
        EvaluationPeriods: 1
        ComparisonOperator: GreaterThanThreshold
        Dimensions:
          - ${value}
`;

ruleTest(wrongDimension, ({ check, fixed }) => {
  check('the ARN of a function', alarm('AWS/Lambda', '{ Name: FunctionName, Value: !GetAtt Handler.Arn }'), [
    'error alarms/wrong-dimension "!GetAtt Handler.Arn": The dimension FunctionName gets the ARN of Handler, with which no metric is found. What Ref gives is what it takes.',
  ]);
  check('the name of a function', alarm('AWS/Lambda', '{ Name: FunctionName, Value: !Ref Handler }'), []);
  check('a namespace of one’s own may hold anything', alarm('Shop', '{ Name: QueueName, Value: !Ref Jobs }'), []);
  it('takes the attribute that is meant', () => {
    expect(fixed(wrongDimension.docs.bad[0] as never)).toContain('Value: !GetAtt Jobs.QueueName');
    expect(fixed(wrongDimension.docs.bad[1] as never)).toContain(
      '{ "Fn::GetAtt": ["Balancer", "LoadBalancerFullName"] }',
    );
    expect(fixed(wrongDimension.docs.bad[2] as never)).toContain('value: orders.topicName');
    expect(fixed(alarm('AWS/Lambda', '{ Name: FunctionName, Value: !GetAtt Handler.Arn }'))).toContain(
      'Value: !Ref Handler',
    );
  });
});
