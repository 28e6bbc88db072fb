/** What the reader makes of every way in which templates write policy. */
import { describe, expect, it } from 'vitest';
import { ResourceGraph } from '../../core/graph.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { dedent } from '../../core/rule.ts';
import { read, shown, slice } from './testing.ts';

const short = (id: string | null) => id?.replace(/^.*#/, '') ?? 'nobody';

function line(text: string, s: PolicyStatement): string {
  const by = s.grant ? ` by ${s.grant.method}${s.grant.on ? ` on ${short(s.grant.on)}` : ''}` : '';
  const document = s.document ? ` in «${slice(text, s.document.span).slice(0, 20)}»` : '';
  return `${s.kind} ${short(s.id)} → ${s.attachedTo.map(short).join(', ')}${by}${document} «${slice(text, s.span).slice(0, 40)}»`;
}

function statements(source: string): string {
  const text = dedent(source);
  return `\n${read(text)
    .part.statements.map(s => line(text, s))
    .join('\n')}\n`;
}

describe('policies of templates', () => {
  it('of managed policies are attached to whoever names these, and boundaries to nobody', () => {
    const text = dedent(`
      Resources:
        Managed:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            Users: [!Ref User]
            PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: 'sqs:SendMessage', Resource: '*' }] }
        Bound:
          Type: AWS::IAM::ManagedPolicy
          Properties:
            PolicyDocument: { Statement: [{ Effect: Allow, Action: '*', Resource: '*' }] }
        Role:
          Type: AWS::IAM::Role
          Properties:
            ManagedPolicyArns: [!Ref Managed]
            PermissionsBoundary: !Ref Bound
        Function: { Type: AWS::Lambda::Function, Properties: { Role: !GetAtt Role.Arn } }
        Sam: { Type: AWS::Serverless::Function, Properties: { Policies: [!Ref Managed] } }
        User: { Type: AWS::IAM::User }
    `);
    const { part } = read(text);
    expect(part.statements.map(s => line(text, s))).toMatchInlineSnapshot(`
      [
        "identity Managed/PolicyDocument/0 → User, Role, Sam in «{ Version: '2012-10-» «{ Effect: Allow, Action: 'sqs:SendMessag»",
        "identity Bound/PolicyDocument/0 →  in «{ Statement: [{ Effe» «{ Effect: Allow, Action: '*', Resource: »",
      ]
    `);
    expect(
      part.edges.filter(e => e.detail === 'PermissionsBoundary').map(e => `${short(e.from)} → ${short(e.to)}`),
    ).toEqual(['Bound → Role']);
    const graph = new ResourceGraph([part]);
    const actions = (id: string) => graph.statementsOf(`file:///app/template.yaml#${id}`).map(s => short(s.owner));
    expect(actions('Function')).toEqual(['Managed']);
    expect(actions('Sam')).toEqual(['Managed']);
    expect(actions('Role')).toEqual(['Managed']);
  });

  it('in strings of JSON have their places in the string, and nothing to write at', () => {
    const text = dedent(`
      Resources:
        Literal:
          Type: AWS::SSO::PermissionSet
          Properties:
            InlinePolicy: |
              {
                "Version": "2012-10-17",
                "Statement": [{ "Effect": "Allow", "Action": "s3:*", "Resource": "*" }]
              }
        Sub:
          Type: AWS::Logs::ResourcePolicy
          Properties:
            PolicyDocument: !Sub '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"Service":"es.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"arn:aws:logs:\${AWS::Region}:*:*"}}'
        Broken:
          Type: AWS::Logs::ResourcePolicy
          Properties:
            PolicyDocument: '{"Statement": [{"Effect": '
    `);
    const { part } = read(text);
    expect(part.statements.map(s => line(text, s))).toMatchInlineSnapshot(`
      [
        "identity Literal/InlinePolicy/0 → Literal in «{⏎          "Version» «{ "Effect": "Allow", "Action": "s3:*", "»",
        "resource Sub/PolicyDocument/0 → Sub in «{"Version":"2012-10-» «{"Effect":"Allow","Principal":{"Service"»",
      ]
    `);
    expect(part.statements.map(s => shown(text, s.elements))).toMatchInlineSnapshot(`
      [
        "object
        "Effect": "Allow" «"Allow"» written «∅»
        "Action": "s3:*" «"s3:*"» written «∅»
        "Resource": "*" «"*"» written «∅»",
        "object
        "Effect": "Allow" «"Allow"» written «∅»
        "Principal": object
          "Service": "es.amazonaws.com" «"es.amazonaws.com"» written «∅»
        "Action": "logs:PutLogEvents" «"logs:PutLogEvents"» written «∅»
        "Resource": text «"arn:aws:logs:\${AWS::Region}:*:*"»
          "arn:aws:logs:" written «∅»
          \${} → pseudo AWS::Region «\${AWS::Region}»
          ":*:*" written «∅»",
      ]
    `);
    for (const s of part.statements) expect(s.elements.slot).toBeNull();
  });

  it('of JSON templates are read in escaped strings, too', () => {
    const policy = '{\\"Statement\\":[{\\"Effect\\":\\"Allow\\",\\"Action\\":\\"s3:*\\",\\"Resource\\":\\"*\\"}]}';
    const text = `{"Resources":{"P":{"Type":"AWS::SSO::PermissionSet","Properties":{"InlinePolicy":"${policy}"}}}}`;
    const { part } = read(text, 'file:///app/template.json');
    const [statement] = part.statements;
    const action = statement?.elements.entries.find(e => e.key === 'Action')?.value;
    expect(action?.kind === 'literal' && [action.value, slice(text, action.span)]).toMatchInlineSnapshot(`
      [
        "s3:*",
        "\\"s3:*\\"",
      ]
    `);
  });

  it('of SAM are templates, statements and connectors', () => {
    expect(
      statements(`
        Transform: AWS::Serverless-2016-10-31
        Resources:
          Table: { Type: AWS::Serverless::SimpleTable }
          Queue: { Type: AWS::SQS::Queue }
          F:
            Type: AWS::Serverless::Function
            Connectors:
              ToQueue: { Properties: { Destination: { Id: Queue }, Permissions: [Write] } }
            Properties:
              Policies:
                - AWSLambdaBasicExecutionRole
                - DynamoDBReadPolicy: { TableName: !Ref Table }
                - S3FullAccessPolicy: { BucketName: uploads }
                - ElasticMapReduceCancelStepsPolicy: { ClusterId: c }
                - Statement: { Effect: Allow, Action: 'sns:Publish', Resource: '*' }
          One:
            Type: AWS::Serverless::Function
            Properties:
              Policies: { Statement: [{ Effect: Allow, Action: 'sns:Publish', Resource: '*' }] }
      `),
    ).toMatchInlineSnapshot(`
      "
      identity F/Policies/1/DynamoDBReadPolicy/0 → F by DynamoDBReadPolicy on Table «DynamoDBReadPolicy»
      identity F/Policies/2/S3FullAccessPolicy/0 → F by S3FullAccessPolicy «S3FullAccessPolicy»
      identity F/Policies/2/S3FullAccessPolicy/1 → F by S3FullAccessPolicy «S3FullAccessPolicy»
      identity F/Policies/3/ElasticMapReduceCancelStepsPolicy → F by ElasticMapReduceCancelStepsPolicy «ElasticMapReduceCancelStepsPolicy»
      identity F/Policies/4/0 → F in «Statement: { Effect:» «{ Effect: Allow, Action: 'sns:Publish', »
      identity F/connector/0 → F by Connector on Queue «{ Id: Queue }»
      identity One/Policies/0/0 → One in «{ Statement: [{ Effe» «{ Effect: Allow, Action: 'sns:Publish', »
      "
    `);
  });

  it('of SAM say what they allow on what', () => {
    const text = dedent(`
      Transform: AWS::Serverless-2016-10-31
      Resources:
        Table: { Type: AWS::Serverless::SimpleTable }
        F:
          Type: AWS::Serverless::Function
          Properties:
            Policies: [{ DynamoDBWritePolicy: { TableName: !Ref Table } }, { SSMParameterReadPolicy: { ParameterName: 'a/b' } }]
    `);
    expect(
      read(text)
        .part.statements.map(s => shown(text, s.elements))
        .join('\n'),
    ).toMatchInlineSnapshot(`
      "object … (added)
        DynamoDBWritePolicy: "Allow" «DynamoDBWritePolicy» written «∅» (added)
        DynamoDBWritePolicy: list (added)
          - "dynamodb:PutItem" «DynamoDBWritePolicy» written «∅» (added)
          - "dynamodb:UpdateItem" «DynamoDBWritePolicy» written «∅» (added)
          - "dynamodb:BatchWriteItem" «DynamoDBWritePolicy» written «∅» (added)
        DynamoDBWritePolicy: list (added)
          - → Table.Arn «!Ref Table» (added)
          - text «!Ref Table» (added)
            \${} → Table.Arn «!Ref Table» (added)
            "/index/*" written «∅»
      object … (added)
        SSMParameterReadPolicy: "Allow" «SSMParameterReadPolicy» written «∅» (added)
        SSMParameterReadPolicy: list (added)
          - "ssm:DescribeParameters" «SSMParameterReadPolicy» written «∅» (added)
        SSMParameterReadPolicy: list (added)
          - "*" «SSMParameterReadPolicy» written «∅» (added)
      object … (added)
        SSMParameterReadPolicy: "Allow" «SSMParameterReadPolicy» written «∅» (added)
        SSMParameterReadPolicy: list (added)
          - "ssm:GetParameters" «SSMParameterReadPolicy» written «∅» (added)
          - "ssm:GetParameter" «SSMParameterReadPolicy» written «∅» (added)
          - "ssm:GetParametersByPath" «SSMParameterReadPolicy» written «∅» (added)
        SSMParameterReadPolicy: list (added)
          - text «'a/b'» (added)
            "arn:" written «∅»
            \${} → pseudo AWS::Partition «'a/b'» (added)
            ":ssm:" written «∅»
            \${} → pseudo AWS::Region «'a/b'» (added)
            ":" written «∅»
            \${} → pseudo AWS::AccountId «'a/b'» (added)
            ":parameter/a/b" written «∅»"
    `);
  });
});
