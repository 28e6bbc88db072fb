import { cdk, yaml } from '../../core/rule.ts';
import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingTriggerPermission } from './missing-permission.ts';

/** A dollar sign, for substitutions in templates. */
const $ = '$';

const FUNCTION = `
    Handler:
      Type: AWS::Lambda::Function
      Properties: { Runtime: nodejs24.x, Handler: index.handler, Role: r, Code: { S3Bucket: c, S3Key: k } }`;

/** A bucket that starts a function, with further resources. */
const bucket = (more = '', name = '') => yaml`
  Resources:
    Uploads:
      Type: AWS::S3::Bucket
      Properties:${name}
        NotificationConfiguration:
          LambdaConfigurations:
            - { Event: 's3:ObjectCreated:*', Function: !GetAtt Handler.Arn }${FUNCTION}${more}
`;

const permission = (properties: string) => `
    Allowed:
      Type: AWS::Lambda::Permission
      Properties: { Action: lambda:InvokeFunction, ${properties} }`;

const api = (more: string) => yaml`
  Resources:
    Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
    Other: { Type: AWS::ApiGateway::RestApi, Properties: { Name: other } }
    Get:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Api
        ResourceId: !GetAtt Api.RootResourceId
        HttpMethod: GET
        Integration:
          Type: AWS_PROXY
          Uri: !Sub arn:aws:apigateway:${$}{AWS::Region}:lambda:path/2015-03-31/functions/${$}{Handler.Arn}/invocations
    Post:
      Type: AWS::ApiGateway::Method
      Properties:
        RestApiId: !Ref Api
        ResourceId: !GetAtt Api.RootResourceId
        HttpMethod: POST
        Integration:
          Type: AWS_PROXY
          Uri: !Sub arn:aws:apigateway:${$}{AWS::Region}:lambda:path/2015-03-31/functions/${$}{Handler.Arn}/invocations${FUNCTION}${more}
`;

ruleTest(missingTriggerPermission, ({ check, fixed, offered }) => {
  check('a bucket without permission', bucket(), [
    'error wiring/missing-permission "!GetAtt Handler.Arn": Nothing lets s3.amazonaws.com invoke Handler, so Uploads never reaches it.',
  ]);
  check(
    'a permission by account is enough',
    bucket(permission('FunctionName: !Ref Handler, Principal: s3.amazonaws.com, SourceAccount: !Ref AWS::AccountId')),
    [],
  );
  check(
    'a permission for another service is not',
    bucket(permission('FunctionName: !Ref Handler, Principal: sns.amazonaws.com')),
    [
      'error wiring/missing-permission "!GetAtt Handler.Arn": Nothing lets s3.amazonaws.com invoke Handler, so Uploads never reaches it.',
    ],
  );
  check(
    'a function that a parameter names may be this one',
    bucket(permission('FunctionName: !ImportValue Handler, Principal: s3.amazonaws.com')),
    [],
  );
  check(
    'an event of SAM comes with its permission',
    yaml`
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Uploads:
        Type: AWS::S3::Bucket
        Properties:
          NotificationConfiguration:
            LambdaConfigurations: [{ Event: 's3:ObjectCreated:*', Function: !GetAtt Handler.Arn }]
      Handler:
        Type: AWS::Serverless::Function
        Properties:
          Handler: index.handler
          Runtime: nodejs24.x
          CodeUri: handler/
          Events:
            Uploaded: { Type: S3, Properties: { Bucket: !Ref Uploads, Events: 's3:ObjectRemoved:*' } }
  `,
    [],
  );
  check('an API is reported once', api(''), [
    'error wiring/missing-permission "!Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations": Nothing lets apigateway.amazonaws.com invoke Handler, so Get never reaches it.',
  ]);
  const from = (name: string) =>
    permission(
      `FunctionName: !Ref Handler, Principal: apigateway.amazonaws.com, SourceArn: !Sub 'arn:aws:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${name}}/*'`,
    );
  check('an API with its permission', api(from('Api')), []);
  check('a permission for another API', api(from('Other')), [
    'error wiring/missing-permission "!Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations": Allowed lets apigateway.amazonaws.com invoke Handler for Other alone, so Get never reaches it.',
  ]);
  const topic = (policy: string) => yaml`
    Resources:
      Orders: { Type: AWS::SNS::Topic }
      Jobs: { Type: AWS::SQS::Queue }
      Subscription:
        Type: AWS::SNS::Subscription
        Properties: { TopicArn: !Ref Orders, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn }
      Policy:
        Type: AWS::SQS::QueuePolicy
        Properties:
          Queues: [!Ref Jobs]
          PolicyDocument:
            Version: '2012-10-17'
            Statement:
              - ${policy}
  `;
  check(
    'a queue that lets topics send',
    topic(
      "{ Effect: Allow, Principal: { Service: sns.amazonaws.com }, Action: 'sqs:SendMessage', Resource: !GetAtt Jobs.Arn }",
    ),
    [],
  );
  check(
    'a queue that lets everybody send',
    topic("{ Effect: Allow, Principal: '*', Action: 'SQS:*', Resource: '*' }"),
    [],
  );
  check('a queue that only refuses', topic("{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*' }"), [
    'error wiring/missing-permission "!GetAtt Jobs.Arn": Nothing lets sns.amazonaws.com send to Jobs, so Subscription never reaches it.',
  ]);
  check(
    'an L2 function may have a permission that reading does not see',
    cdk`
      const fn = new lambda.Function(this, 'Fn', {
        runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromAsset('lambda'),
      });
      new events.CfnRule(this, 'Rule', { scheduleExpression: 'rate(1 day)', targets: [{ id: 'a', arn: fn.functionArn }] });
      fn.addPermission('P', { principal: new iam.ServicePrincipal('events.amazonaws.com') });
    `,
    [],
  );
  it('writes the permission that a rule needs', () => {
    expect(fixed(missingTriggerPermission.docs.bad[0] as never)).toContain(`  NightlyMayInvokeReport:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !GetAtt Report.Arn
      Principal: events.amazonaws.com
      SourceArn: !GetAtt Nightly.Arn
`);
  });
  it('writes the permission of a bucket without a circle', () => {
    const text = fixed(bucket('', '\n        BucketName: uploads-of-shop'));
    expect(text).toContain('SourceArn: !Sub arn:${AWS::Partition}:s3:::uploads-of-shop');
    expect(text).toContain('DependsOn: UploadsMayInvokeHandler');
    expect(fixed(bucket())).not.toContain('SourceArn');
  });
  it('adds a statement to the policy that is there, or a policy', () => {
    expect(fixed(topic("{ Effect: Deny, Principal: '*', Action: 'sqs:*', Resource: '*' }"))).toContain(
      'Action: sqs:SendMessage',
    );
    expect(fixed(missingTriggerPermission.docs.bad[1] as never)).toContain('"AWS::SQS::QueuePolicy"');
    expect(offered(missingTriggerPermission.docs.bad[2] as never)).toEqual(['review: Let Nightly invoke Report']);
  });
});
