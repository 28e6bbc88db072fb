import { cdk, withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unexplained } from './unexplained.ts';

const ASKS = {
  'plumbline.yaml': 'version: 1\nrequirements:\n  documentation: { security_decisions: commented }\n',
};
const said = (place: string, message: string) =>
  `warning docs/unexplained ${JSON.stringify(place)}: ${message} (plumbline.yaml:3).`;
const role = (statement: string) =>
  withFiles(
    yaml`
      Resources:
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: lambda.amazonaws.com }, Action: sts:AssumeRole }] }
            Policies:
              - PolicyName: all
                PolicyDocument:
                  Statement:
                    ${statement}
    `,
    ASKS,
  );
const bucket = (attribute: string, properties = '{}') =>
  withFiles(
    yaml`
      Resources:
        Invoices:
          Type: AWS::S3::Bucket
          ${attribute}
          Properties: ${properties}
    `,
    ASKS,
  );
const S3 = 'Effect: Allow, Action: "s3:*", Resource: arn:aws:s3:::invoices';
const stack = (text: string) =>
  withFiles(
    cdk`
      const vpc = new ec2.Vpc(this, 'Vpc');
      const door = new ec2.SecurityGroup(this, 'Door', { vpc });
      const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      ${text}
    `,
    ASKS,
  );
const GRANT = `role.addToPolicy(
  new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }),
);`;
const OPEN = `door.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443)`;

ruleTest(unexplained, ({ check }) => {
  check('a wildcard in a policy', role(`- { ${S3} }`), [said('"s3:*"', 'Action s3:* in a policy is not explained')]);
  check('everywhere', role('- { Effect: Allow, Action: "s3:GetObject", Resource: "*" }'), [
    said('"*"', 'Resource * in a policy is not explained'),
  ]);
  for (const statement of [
    `- { Sid: Invoices, ${S3} }`,
    `- { ${S3} } # Invoices are rewritten by the nightly job.`,
    `# Invoices are rewritten\n                    # by the nightly job.\n                    - { ${S3} }`,
    '- { Effect: Allow, Action: "s3:ListAllMyBuckets", Resource: "*" }',
    '- { Effect: Deny, Action: "s3:*", Resource: "*" }',
  ])
    check(`silent: ${statement.split('\n')[0]}`, role(statement), []);
  check('silent: in any language', role(`# 청구서를 매일 다시 쓴다\n                    - { ${S3} }`), []);
  check(`a line that only divides`, role(`# -----\n                    - { ${S3} }`), [
    said('"s3:*"', 'Action s3:* in a policy is not explained'),
  ]);
  check(`a “#” in a text`, role(`- { ${S3}, Condition: { StringEquals: { "aws:a": "b #c" } } }`), [
    said('"s3:*"', 'Action s3:* in a policy is not explained'),
  ]);

  check('what becomes of data', bucket('DeletionPolicy: Retain'), [
    said('Retain', 'DeletionPolicy: Retain of Invoices is not explained'),
  ]);
  check('silent: what becomes of data', bucket('DeletionPolicy: Retain # The law asks for ten years.'), []);
  check('silent: metadata', bucket('Metadata: { Comment: By law. }\n          DeletionPolicy: Retain'), []);
  check(
    'public access, once',
    bucket('', '{ PublicAccessBlockConfiguration: { BlockPublicAcls: false, BlockPublicPolicy: false } }'),
    [said('false', 'BlockPublicAcls: false of Invoices is not explained')],
  );
  check(
    'a rule that is silenced without a reason',
    withFiles(
      yaml`
      Resources:
        Key:
          Type: AWS::KMS::Key
          # plumbline-ignore kms/unrotated-key
          Properties: { KeySpec: RSA_2048 }
        Other:
          Type: AWS::KMS::Key
          # plumbline-ignore kms/unrotated-key: It signs, and can’t rotate.
          Properties: { EnableKeyRotation: false }
    `,
      ASKS,
    ),
    [said('# plumbline-ignore kms/unrotated-key', 'Why this is ignored is not said')],
  );

  check('in CDK: a statement', stack(GRANT), [said("'*'", 'Resource * in a policy is not explained')]);
  check('silent in CDK: a statement', stack(`// Buckets are made while it runs.\n${GRANT}`), []);
  check('in CDK: an open port', stack(`${OPEN});`), [
    said('ec2.Peer.anyIpv4()', 'Why Door lets 0.0.0.0/0 in is not explained'),
  ]);
  check('silent in CDK: a description', stack(`${OPEN}, 'The shop is for everybody');`), []);
  check('silent in CDK: a comment', stack(`${OPEN}); // The shop is for everybody.`), []);
  check(
    'in CDK: what becomes of data',
    stack("new s3.Bucket(this, 'B', {\n  removalPolicy: cdk.RemovalPolicy.DESTROY,\n});"),
    [said('cdk.RemovalPolicy.DESTROY', 'DeletionPolicy: Delete of B is not explained')],
  );
  check(
    'silent in CDK: what becomes of data',
    stack("new s3.Bucket(this, 'B', {\n  // Only a cache.\n  removalPolicy: cdk.RemovalPolicy.DESTROY,\n});"),
    [],
  );
  check('silent in CDK: what nobody wrote', stack("new s3.Bucket(this, 'B');"), []);
});
