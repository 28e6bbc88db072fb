import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { wrongRegion } from './wrong-region.ts';

const asks = (text: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  ${text}\n` });
const app = (stacks: string, text = 'region: us-east-1') =>
  withFiles(
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import * as sqs from 'aws-cdk-lib/aws-sqs';
      class OrdersStack extends cdk.Stack {
        constructor(scope: cdk.App, id: string, props?: cdk.StackProps) {
          super(scope, id, props);
          new sqs.Queue(this, 'Orders');
        }
      }
      const app = new cdk.App();
      ${stacks}
    `,
    asks(text),
  );
const said = (place: string, message: string) =>
  `error arch/wrong-region ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`;
const wrong = said("'us-west-2'", 'us-west-2 is not the region asked for: us-east-1');

ruleTest(wrongRegion, ({ check, fixed }) => {
  check('a stack', app("new OrdersStack(app, 'A', { env: { region: 'us-west-2' } });"), [wrong]);
  check(
    'a constant, once',
    app(
      "const region = 'us-west-2';\nnew OrdersStack(app, 'A', { env: { region } });\nnew OrdersStack(app, 'B', { env: { region } });",
    ),
    [wrong],
  );
  check(
    'a fallback',
    app("new OrdersStack(app, 'A', { env: { region: process.env.CDK_DEFAULT_REGION || 'us-west-2' } });"),
    [wrong],
  );
  check(
    'silent: whoever deploys says it',
    app("new OrdersStack(app, 'A', { env: { region: process.env.CDK_DEFAULT_REGION } });\nnew OrdersStack(app, 'B');"),
    [],
  );
  check(
    'silent: one of several',
    app("new OrdersStack(app, 'A', { env: { region: 'eu-west-1' } });", 'region: [us-east-1, eu-west-1]'),
    [],
  );
  check(
    'each region needs a stack',
    app(
      "new OrdersStack(app, 'A', { env: { region: 'us-east-1' } });",
      'regions: { primary: us-east-1, secondary: [eu-west-1] }',
    ),
    [
      said(
        'regions: { primary: us-east-1, secondary: [eu-west-1] }',
        'No stack is for eu-west-1, which is one of the regions asked for',
      ),
    ],
  );
  check(
    'silent: a stack whose region is not known may be for it',
    app(
      "new OrdersStack(app, 'A', { env: { region: 'us-east-1' } });\nnew OrdersStack(app, 'B');",
      'regions: { primary: us-east-1, secondary: [eu-west-1] }',
    ),
    [],
  );
  check(
    'what templates name',
    withFiles(
      yaml`
        Mappings:
          Images: { us-west-2: { Id: ami-1 } }
          Sizes: { prod: { Type: t3.large } }
        Resources:
          Group:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties: { MinSize: 1, MaxSize: 1, AvailabilityZones: [us-east-1a, us-west-2b] }
          Way:
            Type: AWS::EC2::VPCEndpoint
            Properties: { VpcId: vpc-1, ServiceName: com.amazonaws.eu-west-1.s3 }
          Worker:
            Type: AWS::Lambda::Function
            Properties: { Layers: ['arn:aws:lambda:eu-west-1:111122223333:layer:tools:1'] }
      `,
      asks('region: us-east-1'),
    ),
    [
      said('Images', 'The mapping Images has no entry for us-east-1, which is the region asked for'),
      said('us-west-2b', 'us-west-2b is not the region asked for: us-east-1'),
      said('com.amazonaws.eu-west-1.s3', 'eu-west-1 is not the region asked for: us-east-1'),
      said("'arn:aws:lambda:eu-west-1:111122223333:layer:tools:1'", 'eu-west-1 is not the region asked for: us-east-1'),
    ],
  );
  it('replaces the literal', () =>
    expect(fixed(app("new OrdersStack(app, 'A', { env: { region: 'us-west-2' } });"))).toContain(
      "env: { region: 'us-east-1' }",
    ));
});
