import { expect, it } from 'vitest';
import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingTag } from './missing.ts';

const asks = (tags: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  tags: ${tags}\n` });
const KEYS = asks('[Project, Owner]');
const PROJECT = asks('{ required: { Project: orders } }');
const said = (place: string, message: string) =>
  `warning tags/missing ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`;
const app = (before: string, after = '') => cdk`
  import * as cdk from 'aws-cdk-lib';
  import { aws_sqs as sqs, aws_sns as sns } from 'aws-cdk-lib';
  class OrdersStack extends cdk.Stack {
    constructor(scope: cdk.App, id: string, props?: cdk.StackProps) {
      super(scope, id, props);
      new sqs.Queue(this, 'Jobs');
      new sns.Topic(this, 'Done');
    }
  }
  const app = new cdk.App();
  ${before}
  ${after}
`;

ruleTest(missingTag, ({ check, fixed, offered }) => {
  check(
    'each resource of a template, with all that it lacks',
    withFiles(
      yaml`
        Resources:
          Jobs: { Type: AWS::SQS::Queue }
          Role: { Type: AWS::IAM::Role, Properties: { Tags: [{ Key: Owner, Value: !Ref AWS::StackName }] } }
          Get: { Type: AWS::Serverless::Function, Properties: { Tags: { Project: orders } } }
          Policy: { Type: AWS::IAM::Policy }
          Mapping: { Type: AWS::Lambda::EventSourceMapping }
      `,
      KEYS,
    ),
    [
      said('Jobs', 'Jobs lacks the tags Project, Owner'),
      said('Role', 'Role lacks the tag Project'),
      said('Get', 'Get lacks the tag Owner'),
    ],
  );
  check(
    'another value',
    withFiles(
      yaml`
        Resources:
          Jobs: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: Project, Value: shop }] } }
          Done: { Type: AWS::SNS::Topic, Properties: { Tags: [{ Key: Project, Value: !Ref AWS::StackName }] } }
      `,
      PROJECT,
    ),
    [said('shop', 'The tag Project of Jobs is shop; it should be orders')],
  );
  check(
    'silent: exceptions, tags that can’t be seen',
    withFiles(
      yaml`
        Parameters: { Key: { Type: String } }
        Resources:
          Jobs: { Type: AWS::SQS::Queue }
          Done: { Type: AWS::SNS::Topic, Properties: { Tags: [{ Key: !Ref Key, Value: a }] } }
          Role: { Type: AWS::IAM::Role, Properties: { Tags: !If [A, [], []] } }
      `,
      asks('{ required: [Project], except: [sqs] }'),
    ),
    [],
  );
  check('one for a whole stack', withFiles(app("new OrdersStack(app, 'Orders');"), KEYS), [
    said('sqs.Queue', 'None of the 2 resources of Orders has the tags Project, Owner'),
  ]);
  for (const tagging of [
    "cdk.Tags.of(app).add('Project', 'orders');",
    "cdk.Tags.of(orders).add('Project', 'orders');",
    "for (const [key, value] of Object.entries(JSON.parse('{}'))) cdk.Tags.of(app).add(key, String(value));",
    "cdk.Aspects.of(app).add(new cdk.Tag('Project', 'orders'));",
  ])
    check(`silent: ${tagging}`, withFiles(app("const orders = new OrdersStack(app, 'Orders');", tagging), PROJECT), []);
  check(
    'silent: tags of the stack',
    withFiles(app("new OrdersStack(app, 'Orders', { tags: { Project: 'orders' } });"), PROJECT),
    [],
  );
  check(
    'what is tagged alone leaves the others',
    withFiles(
      cdk`
        const jobs = new sqs.Queue(this, 'Jobs');
        cdk.Tags.of(jobs).add('Project', 'orders');
        new sns.Topic(this, 'Done');
        //  ^^^^^^^^^ warning tags/missing (fix): Done lacks the tag Project (plumbline.yaml:3).
      `,
      PROJECT,
    ),
  );

  it('adds the tags to a resource, with what the others say', () =>
    expect(
      fixed(
        withFiles(
          yaml`
            Resources:
              Jobs:
                Type: AWS::SQS::Queue
              Done:
                Type: AWS::SNS::Topic
                Properties:
                  Tags:
                    - { Key: Owner, Value: team }
                    - { Key: Project, Value: orders }
          `,
          KEYS,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Jobs:
          Type: AWS::SQS::Queue
          Properties:
            Tags:
              - Key: Project
                Value: orders
              - Key: Owner
                Value: team
        Done:
          Type: AWS::SNS::Topic
          Properties:
            Tags:
              - { Key: Owner, Value: team }
              - { Key: Project, Value: orders }
      "
    `));
  it('adds them to a map', () =>
    expect(
      fixed(
        withFiles(
          yaml`
            Resources:
              Get:
                Type: AWS::Serverless::Function
          `,
          PROJECT,
        ),
      ),
    ).toMatchInlineSnapshot(`
      "Resources:
        Get:
          Type: AWS::Serverless::Function
          Properties:
            Tags:
              Project: orders
      "
    `));
  it('takes the value from a parameter of that name', () =>
    expect(
      fixed(
        withFiles(
          yaml`
            Parameters:
              Owner: { Type: String }
            Resources:
              Jobs:
                Type: AWS::SQS::Queue
          `,
          asks('[Owner]'),
        ),
      ),
    ).toContain('Value: !Ref Owner'));
  it('adds them once, at the app', () =>
    expect(fixed(withFiles(app("new OrdersStack(app, 'Orders');"), PROJECT))).toMatchInlineSnapshot(`
      "import * as cdk from 'aws-cdk-lib';
      import { aws_sqs as sqs, aws_sns as sns } from 'aws-cdk-lib';
      class OrdersStack extends cdk.Stack {
        constructor(scope: cdk.App, id: string, props?: cdk.StackProps) {
          super(scope, id, props);
          new sqs.Queue(this, 'Jobs');
          new sns.Topic(this, 'Done');
        }
      }
      const app = new cdk.App();
      cdk.Tags.of(app).add('Project', 'orders');
      new OrdersStack(app, 'Orders');

      "
    `));
  it('adds them in the constructor of a stack that nobody makes', () =>
    expect(fixed(withFiles(cdk`new sqs.Queue(this, 'Jobs'); new sns.Topic(this, 'Done');`, PROJECT))).toContain(
      "super(scope, id, props);\ncdk.Tags.of(this).add('Project', 'orders');",
    ));
  it('asks for values that nobody says', () =>
    expect(offered(withFiles(app("new OrdersStack(app, 'Orders');"), KEYS))).toEqual([
      'refused: Fix tags/missing (which value Project should have is for you to say)',
    ]));
});
