/** What the reader makes of every way in which CDK code writes policy. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../core/document.ts';
import type { PolicyStatement } from '../../core/resource.ts';
import { dedent } from '../../core/rule.ts';
import { sourceFrontend } from './index.ts';
import { linked, show } from './rendering.ts';

const HEAD = `import * as cdk from 'aws-cdk-lib';
import { aws_dynamodb as dynamodb, aws_ec2 as ec2, aws_iam as iam, aws_lambda as lambda, aws_s3 as s3 } from 'aws-cdk-lib';
import { aws_kms as kms, aws_sqs as sqs, custom_resources as cr } from 'aws-cdk-lib';
import * as fs from 'node:fs';
import * as path from 'node:path';
`;

/** Reads the body of a stack's constructor, with other files beside it. */
function read(body: string, files: Record<string, string> = {}) {
  const code = `${HEAD}export class S extends cdk.Stack {\nconstructor(scope: any, id: string, props?: any) {\nsuper(scope, id, props);\n${dedent(body)}}\n}\n`;
  const { part, documents } = linked({ 'lib/s.ts': code, ...files });
  const slice = (place: { uri: string; start: number; end: number }) =>
    textOf(documents.find(d => d.uri === place.uri) as (typeof documents)[number], place);
  return { part, slice };
}

function line(s: PolicyStatement): string {
  const short = (id: string | null) => id?.replace(/^.*#(S\/)?/, '') ?? 'nobody';
  const to = s.attachedTo.map(short).join(', ');
  const by = s.grant ? ` by ${s.grant.method}${s.grant.on ? ` on ${short(s.grant.on)}` : ''}` : '';
  return `${s.kind} ${show(s.elements)}${to ? ` → ${to}` : ''}${by}`;
}

function statements(body: string, files: Record<string, string> = {}): string {
  return `\n${read(body, files).part.statements.map(line).join('\n')}\n`;
}

describe('statements', () => {
  it('are read through variables, spreads and conditions', () => {
    expect(
      statements(`
        const common = { resources: ['arn:aws:sqs:eu-west-1:111122223333:q'] };
        const actions = ['sqs:SendMessage'];
        new iam.PolicyStatement({ ...common, actions });
        new iam.PolicyStatement({ ...props.more, actions });
        new iam.PolicyStatement({ actions: props.wide ? ['sqs:*'] : actions, resources: ['*'] });
        new iam.PolicyStatement(props.deny ? { effect: iam.Effect.DENY, actions, resources: ['*'] } : { actions, resources: ['*'] });
        new iam.PolicyStatement(props.statement);
        new iam.PolicyStatement({ actions: [...actions, ...(props.purge ? ['sqs:PurgeQueue'] : [])], resources: ['*'] });
      `),
    ).toMatchInlineSnapshot(`
      "
      identity {Effect: "Allow" (default), Resource: ["arn:aws:sqs:eu-west-1:111122223333:q"], Action: ["sqs:SendMessage"]}
      identity {Action: ["sqs:SendMessage"], …}
      identity {Effect: "Allow" (default), Action: ["sqs:*"] (props.wide) | ["sqs:SendMessage"] (not props.wide), Resource: ["*"]}
      identity {Effect: "Deny" (props.deny) | "Allow" (not props.deny), Action: ["sqs:SendMessage"], Resource: ["*"] (props.deny) | ["*"] (not props.deny)}
      identity {, …}
      identity {Effect: "Allow" (default), Action: ["sqs:SendMessage", "sqs:PurgeQueue", …], Resource: ["*"]}
      "
    `);
  });

  it('are changed afterwards, for certain or under a condition', () => {
    expect(
      statements(`
        const a = new iam.PolicyStatement();
        a.addActions('s3:GetObject', 's3:PutObject');
        a.addResources('arn:aws:s3:::b/*');
        a.addCondition('StringEquals', { 'aws:PrincipalOrgID': 'o-1' });
        a.addConditions({ StringEquals: { 'aws:RequestedRegion': 'eu-west-1' }, Bool: { 'aws:SecureTransport': 'true' } });
        a.sid = 'Named';
        a.effect = iam.Effect.DENY;
        const b = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });
        if (props.write) {
          b.addActions('s3:PutObject');
          b.addCondition('Bool', { 'aws:SecureTransport': 'true' });
        }
        for (const t of props.tables) b.addResources(t.tableArn);
        const c = new iam.PolicyStatement({ notActions: ['iam:*'] });
        c.addNotActions('sts:*');
        c.addAllResources();
        c.addSourceAccountCondition('111122223333');
        c.addSourceArnCondition('arn:aws:s3:::b');
      `),
    ).toMatchInlineSnapshot(`
      "
      identity {Action: ["s3:GetObject", "s3:PutObject"], Resource: ["arn:aws:s3:::b/*"], Condition: {StringEquals: {aws:PrincipalOrgID: "o-1", aws:RequestedRegion: "eu-west-1"}, Bool: {aws:SecureTransport: "true"}}, Sid: "Named", Effect: "Deny"}
      identity {Effect: "Allow" (default), Action: ["s3:GetObject", "s3:PutObject" (props.write) | - (not props.write)], Resource: ["*", ?, …], Condition: {Bool: {aws:SecureTransport: "true"}} (props.write) | - (not props.write)}
      identity {Effect: "Allow" (default), NotAction: ["iam:*", "sts:*"], Resource: ["*"], Condition: {StringEquals: {aws:SourceAccount: "111122223333"}, ArnEquals: {aws:SourceArn: "arn:aws:s3:::b"}}}
      "
    `);
  });

  it('name principals of every class', () => {
    expect(
      statements(`
        const s = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });
        s.addServicePrincipal('cloudfront.amazonaws.com');
        s.addAwsAccountPrincipal('111122223333');
        s.addArnPrincipal('arn:aws:iam::111122223333:role/R');
        const any = new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });
        any.addAnyPrincipal();
        new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], principals: [new iam.OrganizationPrincipal('o-1')] });
        new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], principals: [new iam.StarPrincipal()] });
        new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], principals: [new iam.AccountRootPrincipal()] });
        new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], principals: props.principals });
        const role = new iam.Role(this, 'R', { assumedBy: props.who });
        new iam.PolicyStatement({ actions: ['s3:*'], resources: ['*'], notPrincipals: [role] });
      `),
    ).toMatchInlineSnapshot(`
      "
      resource {Effect: "Allow" (default), Action: ["s3:GetObject"], Resource: ["*"], Principal: {Service: ["cloudfront.amazonaws.com"], AWS: [\`arn:\${AWS::Partition}:iam::111122223333:root\`, "arn:aws:iam::111122223333:role/R"]}}
      resource {Effect: "Allow" (default), Action: ["s3:GetObject"], Resource: ["*"], Principal: {AWS: "*"}}
      resource {Effect: "Allow" (default), Action: ["s3:*"], Resource: ["*"], Principal: {AWS: "*"}, Condition: {StringEquals: {aws:PrincipalOrgID: "o-1"}}}
      resource {Effect: "Allow" (default), Action: ["s3:*"], Resource: ["*"], Principal: "*"}
      resource {Effect: "Allow" (default), Action: ["s3:*"], Resource: ["*"], Principal: {AWS: \`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root\`}}
      resource {Effect: "Allow" (default), Action: ["s3:*"], Resource: ["*"], Principal: ?}
      trust {Effect: "Allow" (default), Principal: ?, Action: ?, Condition: ?, …} → R
      resource {Effect: "Allow" (default), Action: ["s3:*"], Resource: ["*"], NotPrincipal: {AWS: →R.Arn}}
      "
    `);
  });
});

describe('trust', () => {
  it('has a statement for each principal, with its action and its conditions', () => {
    expect(
      statements(`
        new iam.Role(this, 'A', { assumedBy: new iam.CompositePrincipal(
          new iam.ServicePrincipal('lambda.amazonaws.com'),
          new iam.ServicePrincipal('edgelambda.amazonaws.com', { conditions: { Bool: { x: 'y' } } }),
        ) });
        new iam.Role(this, 'B', { assumedBy: new iam.AccountPrincipal('111122223333').withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }) });
        new iam.Role(this, 'C', { assumedBy: new iam.WebIdentityPrincipal('arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com', {
          StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' },
        }) });
        const provider = new iam.OpenIdConnectProvider(this, 'P', { url: 'https://x' });
        new iam.Role(this, 'D', { assumedBy: new iam.OpenIdConnectPrincipal(provider) });
        new iam.Role(this, 'E', { assumedBy: new iam.FederatedPrincipal('cognito-identity.amazonaws.com', {}, 'sts:AssumeRoleWithWebIdentity') });
        new iam.Role(this, 'F', { assumedBy: new iam.PrincipalWithConditions(new iam.AnyPrincipal(), { Bool: { a: 'b' } }) });
        new iam.Role(this, 'G', { assumedBy: props.edge ? new iam.ServicePrincipal('a.amazonaws.com') : new iam.ServicePrincipal('b.amazonaws.com') });
        new iam.Role(this, 'H', { assumedBy: new iam.SamlPrincipal(props.saml, {}) });
        new iam.Role(this, 'I', { assumedBy: new iam.AccountPrincipal('111122223333'), externalIds: ['x'] });
        new iam.Role(this, 'J', { assumedBy: new iam.ServicePrincipal('a.amazonaws.com').withSessionTags() });
      `),
    ).toMatchInlineSnapshot(`
      "
      trust {Effect: "Allow" (default), Principal: {Service: "lambda.amazonaws.com"}, Action: "sts:AssumeRole"} → A
      trust {Effect: "Allow" (default), Principal: {Service: "edgelambda.amazonaws.com"}, Action: "sts:AssumeRole", Condition: {Bool: {x: "y"}}} → A
      trust {Effect: "Allow" (default), Principal: {AWS: \`arn:\${AWS::Partition}:iam::111122223333:root\`}, Action: "sts:AssumeRole", Condition: {Bool: {aws:MultiFactorAuthPresent: "true"}}} → B
      trust {Effect: "Allow" (default), Principal: {Federated: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, Action: "sts:AssumeRoleWithWebIdentity", Condition: {StringLike: {token.actions.githubusercontent.com:sub: "repo:*"}}} → C
      trust {Effect: "Allow" (default), Principal: {Federated: ?}, Action: "sts:AssumeRoleWithWebIdentity"} → D
      trust {Effect: "Allow" (default), Principal: {Federated: "cognito-identity.amazonaws.com"}, Action: "sts:AssumeRoleWithWebIdentity"} → E
      trust {Effect: "Allow" (default), Principal: {AWS: "*"}, Action: "sts:AssumeRole", Condition: {Bool: {a: "b"}}} → F
      trust {Effect: "Allow" (default), Principal: {Service: "a.amazonaws.com"} (props.edge) | {Service: "b.amazonaws.com"} (not props.edge), Action: "sts:AssumeRole"} → G
      trust {Effect: "Allow" (default), Principal: {Federated: ?}, Action: "sts:AssumeRoleWithSAML"} → H
      trust {Effect: "Allow" (default), Principal: {AWS: \`arn:\${AWS::Partition}:iam::111122223333:root\`}, Action: "sts:AssumeRole", Condition: {StringEquals: {sts:ExternalId: ["x"]}}} → I
      trust {Effect: "Allow" (default), Principal: {Service: "a.amazonaws.com"}, Action: ["sts:AssumeRole", "sts:TagSession"]} → J
      "
    `);
  });
});

describe('attachments', () => {
  it('go through policies to roles, whenever they are made', () => {
    expect(
      statements(`
        const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        const document = new iam.PolicyDocument();
        const policy = new iam.Policy(this, 'P', { document });
        policy.attachToRole(role);
        document.addStatements(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
        policy.addStatements(new iam.PolicyStatement({ actions: ['s3:PutObject'], resources: ['*'] }));
        const managed = new iam.ManagedPolicy(this, 'M', { statements: [new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] })] });
        const other = new iam.Role(this, 'O', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), managedPolicies: [managed] });
        const inline = new iam.Policy(this, 'I', { statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })] });
        const fn = new lambda.Function(this, 'F', {} as any);
        fn.role?.attachInlinePolicy(inline);
        fn.role?.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess'));
        new iam.ManagedPolicy(this, 'N', { roles: [role], document: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] })] }) });
      `),
    ).toMatchInlineSnapshot(`
      "
      trust {Effect: "Allow" (default), Principal: {Service: "lambda.amazonaws.com"}, Action: "sts:AssumeRole"} → R
      identity {Effect: "Allow" (default), Action: ["s3:GetObject"], Resource: ["*"]} → R
      identity {Effect: "Allow" (default), Action: ["s3:PutObject"], Resource: ["*"]} → R
      identity {Effect: "Allow" (default), Action: ["sqs:SendMessage"], Resource: ["*"]} → O
      trust {Effect: "Allow" (default), Principal: {Service: "lambda.amazonaws.com"}, Action: "sts:AssumeRole"} → O
      identity {Effect: "Allow" (default), Action: ["sns:Publish"], Resource: ["*"]} → F
      identity {ManagedPolicyArn: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", …} → F by addManagedPolicy
      identity {Effect: "Allow" (default), Action: ["kms:Decrypt"], Resource: ["*"]} → R
      "
    `);
  });

  it('of what cannot be seen are statements without elements', () => {
    expect(
      statements(`
        const fn = new lambda.Function(this, 'F', { initialPolicy: props.policy } as any);
        fn.addToRolePolicy(props.statement);
        props.table.grantReadData(fn);
        const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('x.amazonaws.com'), inlinePolicies: props.policies });
      `),
    ).toMatchInlineSnapshot(`
      "
      identity {, …} → F
      identity {Effect: "Allow" (default), Action: ?, Resource: ?, …} → F by grantReadData
      trust {Effect: "Allow" (default), Principal: {Service: "x.amazonaws.com"}, Action: "sts:AssumeRole"} → R
      identity {, …} → F
      identity {, …} → R
      "
    `);
  });

  it('a boundary is applied, and gives nothing', () => {
    const { part } = read(`
      const boundary = new iam.ManagedPolicy(this, 'B', { statements: [new iam.PolicyStatement({ actions: ['*'], resources: ['*'] })] });
      new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('x.amazonaws.com'), permissionsBoundary: boundary });
      const other = new iam.Role(this, 'O', { assumedBy: new iam.ServicePrincipal('x.amazonaws.com') });
      iam.PermissionsBoundary.of(other).apply(boundary);
    `);
    expect(part.statements.filter(s => s.kind === 'identity').map(s => s.attachedTo)).toEqual([[]]);
    expect(
      part.edges
        .filter(e => e.detail === 'PermissionsBoundary')
        .map(e => e.to.replace(/^.*\//, ''))
        .sort(),
    ).toEqual(['O', 'R']);
  });

  it('of resource policies are what these protect', () => {
    expect(
      statements(`
        const bucket = new s3.Bucket(this, 'B');
        const document = new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'], principals: [new iam.AnyPrincipal()] })] });
        new s3.CfnBucketPolicy(this, 'P', { bucket: bucket.bucketName, policyDocument: document });
        new kms.Key(this, 'K', { policy: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['kms:*'], resources: ['*'], principals: [new iam.AccountRootPrincipal()] })] }) });
        const queue = new sqs.CfnQueue(this, 'Q', {});
        new sqs.CfnQueuePolicy(this, 'QP', { queues: [queue.ref], policyDocument: { Version: '2012-10-17', Statement: { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: '*' } } });
        new ec2.CfnVPCEndpoint(this, 'V', { vpcId: 'v', policyDocument: { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] } });
        bucket.grantRead(new iam.AccountPrincipal('111122223333'));
      `),
    ).toMatchInlineSnapshot(`
      "
      resource {Effect: "Allow", Principal: "*", Action: "sqs:*", Resource: "*"} → Q
      resource {Effect: "Allow", Principal: "*", Action: "*", Resource: "*"} → V
      resource {Effect: "Allow" (default), Action: ["s3:GetObject"], Resource: ["*"], Principal: {AWS: "*"}} → B
      resource {Effect: "Allow" (default), Action: ["kms:*"], Resource: ["*"], Principal: {AWS: \`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root\`}} → K
      resource {Effect: "Allow" (default), Action: ["s3:GetObject*", "s3:GetBucket*", "s3:List*"], Resource: →B.Arn, Principal: {AWS: \`arn:\${AWS::Partition}:iam::111122223333:root\`}, …} → B by grantRead on B
      "
    `);
  });

  it('are made by grants, and by custom resources', () => {
    expect(
      statements(`
        const table = new dynamodb.Table(this, 'T', { partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING } });
        const fn = new lambda.Function(this, 'F', {} as any);
        table.grantReadData(fn);
        table.grant(fn, 'dynamodb:Query', 'dynamodb:GetItem');
        table.grants.actions(fn, 'dynamodb:Scan');
        iam.Grant.addToPrincipal({ grantee: fn, actions: ['sqs:SendMessage'], resourceArns: ['*'] });
        new cr.AwsCustomResource(this, 'C', { policy: cr.AwsCustomResourcePolicy.fromStatements([new iam.PolicyStatement({ actions: ['ses:*'], resources: ['*'] })]) });
      `),
    ).toMatchInlineSnapshot(`
      "
      identity {Effect: "Allow" (default), Action: ["dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:GetItem", "dynamodb:Scan", "dynamodb:ConditionCheckItem", "dynamodb:DescribeTable", "dynamodb:GetRecords", "dynamodb:GetShardIterator"], Resource: →T.Arn, …} → F by grantReadData on T
      identity {Effect: "Allow" (default), Action: ["dynamodb:Query", "dynamodb:GetItem"], Resource: →T.Arn, …} → F by grant on T
      identity {Effect: "Allow" (default), Action: ["dynamodb:Scan"], Resource: →T.Arn, …} → F by grants.actions on T
      identity {Effect: "Allow" (default), Action: ["sqs:SendMessage"], Resource: ["*"]} → F
      identity {Effect: "Allow" (default), Action: ["ses:*"], Resource: ["*"]}
      "
    `);
  });
});

describe('documents', () => {
  it('are shared by their statements, each with its own place', () => {
    const { part, slice } = read(`
      new iam.Role(this, 'R', {
        assumedBy: new iam.ServicePrincipal('x.amazonaws.com'),
        inlinePolicies: {
          P: iam.PolicyDocument.fromJson({ Version: '2008-10-17', Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }, { Sid: 'B', Effect: 'Deny', Action: 'sqs:*', Resource: '*' }] }),
        },
      });
      new iam.CfnPolicy(this, 'C', { policyName: 'c', policyDocument: { Id: 'i', Statement: { Effect: 'Allow', Action: 'sns:*', Resource: '*' } } });
    `);
    expect(part.statements.map(line)).toMatchInlineSnapshot(`
      [
        "identity {Effect: "Allow", Action: "sns:*", Resource: "*"}",
        "identity {Effect: "Allow", Action: "s3:*", Resource: "*"} → R",
        "identity {Sid: "B", Effect: "Deny", Action: "sqs:*", Resource: "*"} → R",
        "trust {Effect: "Allow" (default), Principal: {Service: "x.amazonaws.com"}, Action: "sts:AssumeRole"} → R",
      ]
    `);
    expect(part.statements.map(s => (s.document ? show(s.document.elements) : null))).toMatchInlineSnapshot(`
      [
        "{Id: "i", Statement: {Effect: "Allow", Action: "sns:*", Resource: "*"}}",
        "{Version: "2008-10-17", Statement: [{Effect: "Allow", Action: "s3:*", Resource: "*"}, {Sid: "B", Effect: "Deny", Action: "sqs:*", Resource: "*"}]}",
        "{Version: "2008-10-17", Statement: [{Effect: "Allow", Action: "s3:*", Resource: "*"}, {Sid: "B", Effect: "Deny", Action: "sqs:*", Resource: "*"}]}",
        null,
      ]
    `);
    expect(part.statements.map(s => slice(s.span))).toMatchInlineSnapshot(`
      [
        "{ Effect: 'Allow', Action: 'sns:*', Resource: '*' }",
        "{ Effect: 'Allow', Action: 's3:*', Resource: '*' }",
        "{ Sid: 'B', Effect: 'Deny', Action: 'sqs:*', Resource: '*' }",
        "new iam.ServicePrincipal('x.amazonaws.com')",
      ]
    `);
    const [a, b] = part.statements.filter(s => s.document && slice(s.document.span).startsWith('iam.PolicyDocument'));
    expect(a?.document).toBe(b?.document);
    const action = a?.elements.entries[1]?.value;
    expect(action?.kind === 'literal' && slice(action.span)).toBe("'s3:*'");
  });
});

describe('policy files', () => {
  const file = `{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Action": "s3:*", "Resource": "*" },
    { "Effect": "Allow", "Principal": { "Service": "x.amazonaws.com" }, "Action": "sts:AssumeRole" },
    { "Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*" }
  ]
}`;

  it('are statements in themselves', () => {
    const { part, documents } = linked({ 'policy.json': file });
    expect(part.statements.map(line)).toEqual([
      'identity {Effect: "Allow", Action: "s3:*", Resource: "*"}',
      'trust {Effect: "Allow", Principal: {Service: "x.amazonaws.com"}, Action: "sts:AssumeRole"}',
      'resource {Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "*"}',
    ]);
    const [statement] = part.statements;
    expect(statement?.elements.slot).toMatchObject({ style: 'json', multiline: false });
    expect(statement?.document && textOf(documents[0] as (typeof documents)[number], statement.document.span)).toBe(
      file,
    );
  });

  it.each([
    ['an import', `import policy from './policy.json';`, 'policy'],
    ['a namespace', `import * as policy from './policy.json';`, 'policy'],
    ['require', '', `require('./policy.json')`],
    ['a file that is read', '', `JSON.parse(fs.readFileSync(path.join(__dirname, 'policy.json'), 'utf8'))`],
  ])('are taken up by code: %s', (_, head, expression) => {
    const code = `${HEAD}${head}
export class S extends cdk.Stack {
  constructor(scope: any, id: string) {
    super(scope, id);
    new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('a.amazonaws.com'), inlinePolicies: { P: iam.PolicyDocument.fromJson(${expression}) } });
  }
}
`;
    const { part } = linked({ 'lib/s.ts': code, 'lib/policy.json': file });
    expect(part.statements.filter(s => s.span.uri.endsWith('.json')).map(s => s.owner?.replace(/^.*\//, ''))).toEqual([
      'R',
      'R',
      'R',
    ]);
  });

  it.each([
    ['package.json', '{ "name": "x", "Statement": [{ "Effect": "Allow" }] }'],
    ['tsconfig.json', '{ "compilerOptions": {} }'],
    ['policy.ts', file],
    ['node_modules/x/policy.json', file],
    ['words.json', '{ "Statement": "of work", "Effect": 1 }'],
  ])('are not: %s', (name, text) => {
    expect(sourceFrontend.accepts({ uri: `file:///app/${name}`, version: 1, text })).toBe(false);
  });

  it('broken or odd, are read as far as they can be', () => {
    for (let end = 0; end <= file.length; end += 7) linked({ 'policy.json': file.slice(0, end) });
    expect(
      linked({ 'policy.json': '{ "Version": "x", "Statement": [{ "Effect": ], }' }).part.statements.length,
    ).toBeLessThan(2);
  });
});
