/** ARNs in policies that are none, or have fields that no such ARN has. */
import type { FixProposal } from '../../core/intent.ts';
import type { Language } from '../../core/document.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, rendered, scenarios } from '../../core/value.ts';
import { type ArnFault, arnFault, deployed, newText, withFields, writtenText } from './arns.ts';
import { type Item, itemsOf, subjectOf } from './statements.ts';

interface Data {
  readonly value: Value;
  readonly language: Language;
  readonly fields: ArnFault['fields'];
}

/** The ARNs of AWS principals: users, roles, accounts. What else may stand there is no ARN. */
function principalsOf(elements: Value): readonly Item[] {
  return ['Principal', 'NotPrincipal'].flatMap(name =>
    scenarios(at(elements, name))
      .flatMap(({ value, when }) =>
        value.kind === 'object' ? itemsOf(at(value, 'AWS')).items.map(i => ({ ...i, when })) : [],
      )
      .filter(({ value }) => /^arn:/.test(deployed(value) ?? '')),
  );
}

/** API Gateway takes what comes after the account alone: `execute-api:/prod/GET/*`. */
const ABBREVIATED = /^execute-api:\//;

export const malformedArn = defineRule({
  id: 'iam/malformed-arn',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  blocksDeployment: ['none', 'fields'],
  docs: {
    summary: 'An ARN in a policy has the fields of an ARN, and none that such a resource has not.',
    why: `An ARN is \`arn:partition:service:region:account:resource\`. IAM refuses what is none. Worse is what looks like
one: the ARNs of buckets and objects have neither a Region nor an account, those of IAM no Region, and a statement that
writes one there matches nothing, without a word at deployment.`,
    bad: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:GetObject
                    Resource: !Sub arn:aws:s3:${'${AWS::Region}'}:${'${AWS::AccountId}'}:reports/*
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [{ "Effect": "Allow", "Action": "s3:ListBucket", "Resource": "reports" }]
                }
              }
            }
          }
        }
      `,
      cdk`
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['iam:GetRole'], resources: ['arn:aws:iam:eu-west-1:111122223333:role/app'] }),
        );
      `,
    ],
    good: [
      yaml`
        Resources:
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:GetObject
                    Resource: [!Sub 'arn:${'${AWS::Partition}'}:s3:::reports/*', 'arn:aws:s3:*:*:accesspoint/reports/object/*']
      `,
      cdk`
        const role = new iam.Role(this, 'Deploy', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['iam:GetRole'], resources: ['arn:aws:iam::111122223333:role/app'] }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html',
    ],
    peers: [
      'cfn-lint E3511',
      'cfn-lint E3514',
      'parliament INVALID_ARN',
      'INVALID_ARN_FIELD',
      'INVALID_ARN_REGION',
      'INVALID_ARN_ACCOUNT',
      'INVALID_PARTITION',
      'ARN_REGION_NOT_ALLOWED',
      'ARN_ACCOUNT_NOT_ALLOWED',
      'MISSING_ARN_FIELD',
      'MISSING_ARN_PREFIX',
    ],
  },
  messages: {
    none: '{arn} is no ARN: it must be * or start with arn:.',
    fields: '{arn} is no ARN: it lacks fields of arn:partition:service:region:account:resource.',
    partition: 'There is no partition {part} in {arn}.',
    service: 'ARNs of {meant} have {meant} as their service, not {part}: {arn} matches nothing.',
    region: 'There is no Region {part} in {arn}; the nearest is {meant}.',
    regional: 'ARNs of {service} have no Region: {arn} matches nothing.',
    account: '{part} in {arn} is no account: an account has 12 digits.',
    s3: 'ARNs of buckets and objects have neither Region nor account: {arn} matches nothing.',
  },

  *checkStatement(statement) {
    if (statement.grant !== null) return;
    const resources = ['Resource', 'NotResource'].flatMap(name => itemsOf(at(statement.elements, name)).items);
    for (const { value } of [...resources, ...principalsOf(statement.elements)]) {
      const text = deployed(value);
      const fault = text === null || ABBREVIATED.test(text) ? null : arnFault(text);
      if (!fault || value.kind === 'absent') continue;
      const arn = rendered(value);
      const data: Data = { value, language: statement.language, fields: fault.fields };
      yield {
        message: fault.message,
        at: value.span,
        params: {
          arn,
          part: fault.part === '' ? "''" : fault.part,
          service: arn.split(':')[2] ?? '',
          meant: Object.values(fault.fields)[0] ?? '',
        },
        subject: subjectOf(statement, arn),
        data,
      };
    }
  },

  fix(signal) {
    const { value, language, fields } = signal.data as Data;
    if (Object.keys(fields).length === 0) return 'what it should be can’t be told from here';
    const text = writtenText(value, language);
    if (text === null) return 'the ARN is put together from parts';
    const to = newText(withFields(text, fields));
    const fix: FixProposal = {
      title: `Change it to ${withFields(text, fields).replaceAll('\0', '${')}`,
      intents: [{ kind: 'replaceValue', value, with: to }],
      safety: 'review',
    };
    return [fix];
  },
});
