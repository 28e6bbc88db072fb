/** Permissions that are given twice. */
import { expect, it } from 'vitest';
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { redundantPermission } from './redundant-permission.ts';

const policy = (statements: string) => yaml`
  Parameters: { Name: { Type: String } }
  Conditions: { Wide: !Equals [!Ref Name, x] }
  Resources:
    Reports: { Type: AWS::S3::Bucket }
    Access:
      Type: AWS::IAM::ManagedPolicy
      Properties:
        PolicyDocument: { Statement: [${statements}] }
`;
const statement = (action: string, resource: string, more = '') =>
  `{ Effect: Allow, Action: ${action}, Resource: ${resource}${more} }`;

ruleTest(redundantPermission, ({ check, fixed }) => {
  check('the same action in another case', policy(statement('[s3:GetObject, S3:getobject]', '!Ref Name')), [
    'hint iam/redundant-permission "S3:getobject": S3:getobject stands in this list already.',
  ]);
  check(
    'a resource below another one',
    policy(statement('s3:GetObject', "[!GetAtt Reports.Arn, 'arn:aws:s3:::a*', 'arn:aws:s3:::a/b']")),
    [`hint iam/redundant-permission "'arn:aws:s3:::a/b'": arn:aws:s3:::a/b is covered by arn:aws:s3:::a*.`],
  );
  check(
    'silent: buckets and what is in them, tables and their indexes',
    policy(
      [
        statement('s3:GetObject', "['arn:aws:s3:::a-*', 'arn:aws:s3:::a-*/*']"),
        statement('dynamodb:Query', "['arn:aws:dynamodb:*:*:table/A*', 'arn:aws:dynamodb:*:*:table/A*/index/*']"),
      ].join(', '),
    ),
    [],
  );
  check(
    'a statement',
    policy(`${statement("'s3:Get*'", "'*'")}, ${statement('s3:GetObject', '!GetAtt Reports.Arn')}`),
    [
      'hint iam/redundant-permission "{ Effect: Allow, Action: s3:GetObject, Resource: !GetAtt Reports.Arn }": Another statement of this policy says all of this already.',
    ],
  );
  check(
    'only where it always holds: buckets and objects, either of two, what is not known, conditions and denials are kept',
    policy(
      [
        statement('s3:GetObject', "[!GetAtt Reports.Arn, !Sub '${Reports.Arn}/*']"),
        statement('[!If [Wide, s3:*, s3:ListBucket], !If [Wide, s3:PutObject, s3:GetObject]]', '!Ref Name'),
        statement("'sqs:*'", "'*'", ', Condition: { StringEquals: { aws:PrincipalOrgID: x } }'),
        statement('sqs:SendMessage', "'*'"),
        "{ Effect: Deny, Action: 'sqs:*', Resource: '*' }",
        statement('sns:Publish', '!If [Wide, a, b]'),
        statement('sns:Publish', '!Ref Name'),
      ].join(', '),
    ),
    ['hint iam/redundant-permission "s3:PutObject": s3:PutObject is covered by s3:*.'],
  );
  check(
    'silent: two policies of one role',
    yaml`
      Resources:
        Reader:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: {}
            Policies:
              - PolicyName: one
                PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
              - PolicyName: two
                PolicyDocument: { Statement: [{ Effect: Allow, Action: s3:GetObject, Resource: '*' }] }
    `,
    [],
  );
  const denial = (action: string, resource: string) => `{ Effect: Deny, Action: ${action}, Resource: ${resource} }`;
  check(
    'silent: what is denied beside something wider, or in a second statement, is a guard',
    policy(
      [
        denial("['s3:Delete*', s3:DeleteBucket]", "'*'"),
        denial('s3:DeleteBucket', '!GetAtt Reports.Arn'),
        denial('s3:DeleteBucket', '!GetAtt Reports.Arn'),
        "{ Effect: !If [Wide, Allow, Deny], Action: ['sqs:*', sqs:SendMessage], Resource: '*' }",
      ].join(', '),
    ),
    [],
  );
  check('an action that one denial says twice', policy(denial('[s3:DeleteBucket, s3:DeleteBucket]', "'*'")), [
    'hint iam/redundant-permission "s3:DeleteBucket": s3:DeleteBucket stands in this list already.',
  ]);
  it('deletes an action', () =>
    expect(fixed(policy(statement("[s3:GetObject, 's3:Get*']", '!Ref Name')))).toContain("Action: ['s3:Get*'],"));
  it('deletes one of several', () =>
    expect(fixed(policy(statement("['s3:*', s3:GetObject, s3:PutObject]", "'*'")))).toContain(
      "Action: ['s3:*', s3:PutObject],",
    ));
  it('deletes a statement', () =>
    expect(fixed(policy(`${statement("'s3:*'", "'*'")}, ${statement('s3:GetObject', "'*'")}`))).toContain(
      "Statement: [{ Effect: Allow, Action: 's3:*', Resource: '*' }] }",
    ));
  const granted = (grant: string, resources: string, more = '') => cdk`
    const reports = new s3.Bucket(this, 'Reports');
    const other = new s3.Bucket(this, 'Other');
    const reader = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const second = new iam.Role(this, 'Second', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    ${grant}
    reader.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [${resources}] ${more} }));
  `;
  const objects = "reports.arnForObjects('*')";
  check('what grants give already', granted('reports.grantReadWrite(reader);', "reports.arnForObjects('a/*')"), [
    "hint iam/redundant-permission \"new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [reports.arnForObjects('a/*')]  })\": grantReadWrite on Reports gives all of this already.",
  ]);
  const shared = (grants: string) => cdk`
    const reports = new s3.Bucket(this, 'Reports');
    const readable = (role: iam.Role) => {
      role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [reports.arnForObjects('*')] }));
    };
    const reader = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    const second = new iam.Role(this, 'Second', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    ${grants}
    readable(reader);
    readable(second);
  `;
  check('once where code is run twice', shared('reports.grantRead(reader); reports.grantRead(second);'), [
    "hint iam/redundant-permission \"new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [reports.arnForObjects('*')] })\": grantRead on Reports gives all of this already.",
  ]);
  check('silent where one of them needs it', shared('reports.grantRead(reader);'), []);
  for (const [name, example] of [
    ['another method', granted('reports.grantPut(reader);', objects)],
    ['another part', granted('reports.grantRead(reader);', `${objects}, other.bucketArn`)],
    ['somebody else', granted('reports.grantRead(second);', objects)],
    ['not always', granted('if (process.env.READ) reports.grantRead(reader);', objects)],
    [
      'a condition',
      granted('reports.grantRead(reader);', objects, ", conditions: { Bool: { 'aws:SecureTransport': 'true' } }"),
    ],
    ['all buckets', granted('reports.grantRead(reader);', "'*'")],
  ] as const)
    check(`silent: a grant of ${name}`, example, []);
});
