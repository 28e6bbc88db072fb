/** The prover: what it lets through, what it refuses, and how safe it says a fix is. */
import { describe, expect, it, vi } from 'vitest';
import { type Rule, defineRule, yaml } from '../core/rule.ts';
import { type Finding, type Fix, applyEdits } from '../core/finding.ts';
import type { Resource } from '../core/resource.ts';
import { type ObjectValue, at, entryAt, stringOf } from '../core/value.ts';
import { fixAll, ignoreFix, proposeFixes } from './index.ts';
import { ROOT, offered, ruleThat, set, workspaceOf } from './testing.ts';

vi.mock('../knowledge/lowering.ts', async () => ({ lowering: (await import('./testing.ts')).testLowering }));

const template = yaml`
  Resources:
    Role:
      Type: AWS::IAM::Role
      Properties:
        RoleName: fixed
        Description: &text old
    Other:
      Type: AWS::IAM::Role
      Properties:
        Description: *text
`.text;

const described = (resource: Parameters<Parameters<typeof ruleThat>[1]>[0]) =>
  resource.logicalId === 'Role' && stringOf(at(resource.properties, 'Description')) === 'old';

describe('the prover', () => {
  it('refuses what leaves the finding there', () => {
    const rule = ruleThat(
      'AWS::IAM::Role',
      r => described(r),
      r => set('MaxSessionDuration', 3600)(r, null as never),
    );
    expect(offered('t.yaml', template, [rule])).toEqual([
      { title: 'Mend it', reason: 'the finding would still be there' },
    ]);
  });
  it('refuses what changes another resource, and falls back to the place of use', () => {
    const rule = ruleThat('AWS::IAM::Role', described, r => [
      { kind: 'replaceValue', value: at(r.properties, 'Description'), with: 'new' },
    ]);
    expect(offered('t.yaml', template, [rule])).toEqual([{ title: 'Mend it', reason: 'it would also change Other' }]);
    const used = ruleThat(
      'AWS::IAM::Role',
      r => r.logicalId === 'Other' && stringOf(at(r.properties, 'Description')) === 'old',
      r => [{ kind: 'replaceValue', value: at(r.properties, 'Description'), with: 'new' }],
    );
    const [fix] = offered('t.yaml', template, [used]) as [Fix];
    expect(applyEdits(template, fix.edits)).toBe(template.replace('*text', 'new'));
  });
  it('refuses what breaks the file', () => {
    const rule = ruleThat('AWS::IAM::Role', described, r => [
      {
        kind: 'replaceText',
        span: entryAt(r.properties, 'Description')?.value.kind === 'literal' ? r.nameSpan : r.span,
        text: '"Role',
      },
    ]);
    const [refused] = offered('t.yaml', template, [rule]);
    expect(refused).toMatchObject({ reason: expect.stringContaining('would not be readable') });
  });
  it('refuses what raises another finding', () => {
    const first = ruleThat('AWS::IAM::Role', described, set('Description', 'bad'));
    const second = ruleThat(
      'AWS::IAM::Role',
      r => stringOf(at(r.properties, 'Description')) === 'bad',
      set('Description', 'x'),
      'test/second',
    );
    expect(offered('t.yaml', template.replace('&text ', '').replace('*text', 'none'), [first, second])).toEqual([
      { title: 'Mend it', reason: 'it would raise another finding: It is bad.' },
    ]);
  });
  it('offers a replacement as one where the project is compared with a commit, and a rule speaks of what is replaced', () => {
    const named = ruleThat(
      'AWS::IAM::Role',
      r => stringOf(at(r.properties, 'RoleName')) === 'fixed',
      set('RoleName', 'other'),
    );
    const nameOf = (all: readonly Resource[]) => stringOf(at(all[0]?.properties as ObjectValue, 'RoleName'));
    const replaced = defineRule({
      id: 'test/replaced',
      since: '0.0.0',
      severity: 'warning',
      profile: 'recommended',
      docs: { summary: '', why: '', bad: [], good: [], links: [] },
      messages: { bad: 'It is replaced.' },
      *checkGraph({ graph: { baseline } }) {
        const [resource] = baseline?.now ?? [];
        if (baseline && resource && nameOf(baseline.before) !== nameOf(baseline.now))
          yield { message: 'bad', at: resource.nameSpan, resource };
      },
    });
    const uri = `${ROOT}t.yaml`;
    const workspace = workspaceOf({ 't.yaml': template }, [named, replaced as unknown as Rule]);
    workspace.compare(uri, workspace.past(uri, 'HEAD', new Map([[uri, template]])));
    const [finding] = workspace.allFindings() as [Finding];
    expect(proposeFixes(workspace, finding)).toMatchObject([{ safety: 'replacement', replaces: ['Role'] }]);
  });
  it('calls the change of a create-only property a replacement', () => {
    const named = ruleThat(
      'AWS::IAM::Role',
      r => at(r.properties, 'RoleName').kind === 'literal',
      r => [{ kind: 'removeProperty', resource: r.id, path: ['RoleName'] }],
    );
    const [fix] = offered('t.yaml', template, [named]) as [Fix];
    expect(fix).toMatchObject({ safety: 'replacement', replaces: ['Role'] });
    const workspace = workspaceOf({ 't.yaml': template }, [named]);
    expect(fixAll(workspace, `${ROOT}t.yaml`)).toBeNull();
  });
  it('says why the rule has none', () => {
    const rule = { ...ruleThat('AWS::IAM::Role', described, () => []), fix: () => 'there is none' };
    expect(offered('t.yaml', template, [rule])).toEqual([{ title: 'Fix test/throwaway', reason: 'there is none' }]);
  });
});

describe('fix all', () => {
  const many = yaml`
    Resources:
      # one
      A:
        Type: AWS::SQS::Queue
      B:
        Type: AWS::SQS::Queue
        Properties: {}
      C:
        Type: AWS::SQS::Queue
        Properties:
          DelaySeconds: 1 # kept
  `.text;
  const encrypt = ruleThat(
    'AWS::SQS::Queue',
    r => at(r.properties, 'SqsManagedSseEnabled').kind === 'absent',
    r => set('SqsManagedSseEnabled', true)(r, null as never),
  );
  const retain = ruleThat(
    'AWS::SQS::Queue',
    r => at(r.properties, 'MessageRetentionPeriod').kind === 'absent',
    set('MessageRetentionPeriod', 60),
    'other/retain',
  );
  it('mends all there is, once', () => {
    const workspace = workspaceOf({ 't.yaml': many }, [encrypt, retain]);
    const fix = fixAll(workspace, `${ROOT}t.yaml`) as Fix;
    const text = applyEdits(many, fix.edits);
    expect(text).toMatchInlineSnapshot(`
      "Resources:
        # one
        A:
          Type: AWS::SQS::Queue
          Properties:
            MessageRetentionPeriod: 60
            SqsManagedSseEnabled: true
        B:
          Type: AWS::SQS::Queue
          Properties: { MessageRetentionPeriod: 60, SqsManagedSseEnabled: true }
        C:
          Type: AWS::SQS::Queue
          Properties:
            DelaySeconds: 1 # kept
            MessageRetentionPeriod: 60
            SqsManagedSseEnabled: true
      "
    `);
    const again = workspaceOf({ 't.yaml': text }, [encrypt, retain]);
    expect(again.allFindings()).toEqual([]);
    expect(fixAll(again, `${ROOT}t.yaml`)).toBeNull();
  });
  it('of the findings that are wanted', () => {
    const workspace = workspaceOf({ 't.yaml': many }, [encrypt, retain]);
    const fix = fixAll(workspace, `${ROOT}t.yaml`, f => f.rule.startsWith('other/')) as Fix;
    expect(applyEdits(many, fix.edits)).not.toContain('Sse');
  });
});

describe('ignoring', () => {
  const rule = ruleThat(
    '*',
    () => true,
    () => [],
  );
  const silenced = (name: string, text: string) => {
    const workspace = workspaceOf({ [name]: text }, [rule]);
    const [finding] = workspace.allFindings();
    if (!finding) throw new Error('no finding');
    const result = applyEdits(text, ignoreFix(workspace, finding).edits);
    const after = workspaceOf({ [name]: result }, [rule]);
    expect(after.allFindings().length).toBe(workspace.allFindings().length - 1);
    return result;
  };
  it('in YAML, above the line', () => {
    expect(silenced('t.yaml', template)).toContain(
      '\n  # plumbline-ignore test/throwaway: why this is right here\n  Role:\n',
    );
  });
  it('in JSON, in the metadata', () => {
    const text = '{\n  "Resources": {\n    "Q": {\n      "Type": "AWS::SQS::Queue"\n    }\n  }\n}\n';
    expect(silenced('t.json', text)).toMatchInlineSnapshot(`
      "{
        "Resources": {
          "Q": {
            "Type": "AWS::SQS::Queue",
            "Metadata": {
              "Plumbline": {
                "ignore": [
                  {
                    "rule": "test/throwaway",
                    "reason": "why this is right here"
                  }
                ]
              }
            }
          }
        }
      }
      "
    `);
  });
  it('in TypeScript, above the line', () => {
    const text =
      "import * as cdk from 'aws-cdk-lib';\nimport * as sqs from 'aws-cdk-lib/aws-sqs';\nconst app = new cdk.App();\nconst stack = new cdk.Stack(app, 'S');\n  new sqs.CfnQueue(stack, 'Q');\n";
    expect(silenced('a.ts', text)).toContain(
      "\n  // plumbline-ignore test/throwaway: why this is right here\n  new sqs.CfnQueue(stack, 'Q');\n",
    );
  });
  it('around inline code', () => {
    const text = yaml`
      Resources:
        F:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs22.x
            Code:
              ZipFile: |
                const a = 1;
                const b = require('aws-sdk');
    `.text;
    const code = {
      ...ruleThat(
        'none',
        () => false,
        () => [],
      ),
      *checkCode(unit: { facts: readonly { span: { uri: string; start: number; end: number } }[] }) {
        for (const fact of unit.facts) yield { message: 'bad', at: fact.span };
      },
    };
    const workspace = workspaceOf({ 't.yaml': text }, [code as never]);
    const [finding] = workspace.allFindings();
    if (!finding) throw new Error('no finding');
    const result = applyEdits(text, ignoreFix(workspace, finding).edits);
    expect(result).toMatchInlineSnapshot(`
      "Resources:
        F:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs22.x
            Code:
              ZipFile: |
                const a = 1;
                const b = require('aws-sdk');
          Metadata:
            Plumbline:
              ignore:
                - rule: test/throwaway
                  reason: why this is right here
      "
    `);
    expect(workspaceOf({ 't.yaml': result }, [code as never]).allFindings()).toEqual([]);
  });
});
