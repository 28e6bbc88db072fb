/** Templates that the CDK wrote, which no fix changes. */
import { describe, expect, it } from 'vitest';
import { type Example, json } from '../core/rule.ts';
import { redundantPermission } from '../rules/iam/redundant-permission.ts';
import { fixture, workspaceOf } from '../testing/fixture.ts';
import { proposeFixes } from './index.ts';

const template = (metadata: string, more = '') => json`
  {
    ${more}
    "Resources": {
      "Access": {
        "Type": "AWS::IAM::ManagedPolicy",
        ${metadata}
        "Properties": {
          "PolicyDocument": {
            "Version": "2012-10-17",
            "Statement": [{ "Effect": "Allow", "Action": ["s3:Get*", "s3:GetObject"], "Resource": "arn:aws:s3:::reports/*" }]
          }
        }
      }
    }
  }
`;
const offered = (example: Example) => {
  const { documents } = fixture(example);
  const workspace = workspaceOf(documents, [redundantPermission]);
  return workspace
    .allFindings()
    .flatMap(f => proposeFixes(workspace, f))
    .map(f => ('reason' in f ? f.reason : f.title));
};
const WRITTEN = 'the CDK wrote this template: change the source that it is made of';

describe('a template', () => {
  it('that somebody wrote is mended', () => expect(offered(template(''))).toEqual(['Delete it']));
  it('in which each resource has the path of its construct is not', () =>
    expect(offered(template('"Metadata": { "aws:cdk:path": "Stack/Access/Resource" },'))).toEqual([WRITTEN]));
  it('that asks for the version of its bootstrap stack is not', () =>
    expect(
      offered(template('', '"Parameters": { "BootstrapVersion": { "Type": "AWS::SSM::Parameter::Value<String>" } },')),
    ).toEqual([WRITTEN]));
});
