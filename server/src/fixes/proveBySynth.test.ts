/** Proof by synthesis: a witness that knows what reading can't see, before and after a change. */
import { describe, expect, it } from 'vitest';
import { span } from '../core/document.ts';
import { type Fix, applyEdits } from '../core/finding.ts';
import { yaml } from '../core/rule.ts';
import { at, literal, stringOf } from '../core/value.ts';
import type { Witness } from '../core/witness.ts';
import type { Workspace } from '../core/workspace.ts';
import { fixAllBySynth, proposeFixes, proposeFixesBySynth } from './index.ts';
import { ROOT, ruleThat, set, workspaceOf } from './testing.ts';

const uri = `${ROOT}t.yaml`;
const template = yaml`
  Resources:
    Queue:
      Type: AWS::SQS::Queue
      Properties:
        DelaySeconds: 1
`.text;

/** Says that the tags of queues are `late` unless the text has a property that stops that: reading can't see it. */
const witness: Witness = {
  refine: (parts, textOf) => {
    const text = textOf(uri) ?? '';
    const value = text.includes('KmsMasterKeyId: good') ? 'fine' : text.includes('KmsMasterKeyId') ? 'worse' : 'late';
    return new Map(
      [...parts].map(([name, part]) => [
        name,
        {
          ...part,
          resources: part.resources.map(r => {
            const place = span(uri, r.span.start, r.span.end);
            const entry = { key: 'Seen', keySpan: place, span: place, value: literal(value, place, null) };
            const properties = { ...r.properties, entries: [...r.properties.entries, entry] };
            return { ...r, properties, evidence: 'synth' as const };
          }),
        },
      ]),
    );
  },
};
const seen = (wanted: string, id: string, mend: ReturnType<typeof set>) =>
  ruleThat('AWS::SQS::Queue', r => stringOf(at(r.properties, 'Seen')) === wanted, mend, id);
const late = seen('late', 'test/late', set('KmsMasterKeyId', 'good'));
const wrong = seen('late', 'test/late', set('KmsMasterKeyId', 'bad'));
const worse = seen('worse', 'test/worse', set('KmsMasterKeyId', 'good'));

function open(rules: Parameters<typeof workspaceOf>[1]) {
  const workspace = workspaceOf({ 't.yaml': template }, rules);
  workspace.testify(uri, witness);
  const [finding] = workspace.allFindings();
  if (!finding) throw new Error('no finding');
  return { workspace, finding };
}
const synthesize = async () => witness;

describe('proof by synthesis', () => {
  it('offers what makes a finding go that only synthesis sees', async () => {
    const { workspace, finding } = open([late]);
    expect(finding.evidence).toBe('synth');
    const [fix] = (await proposeFixesBySynth(workspace, finding, synthesize)) as [Fix];
    expect(fix).toMatchObject({ title: 'Mend it', proof: 'synth', safety: 'safe' });
    expect(applyEdits(template, fix.edits)).toContain('KmsMasterKeyId: good');
  });
  it('refuses what raises another finding in the synthesized template', async () => {
    const { workspace, finding } = open([wrong, worse]);
    expect(await proposeFixesBySynth(workspace, finding, synthesize)).toEqual([
      { title: 'Mend it', reason: 'it would raise another finding: It is bad.' },
    ]);
  });
  it('refuses what makes the app fail', async () => {
    const { workspace, finding } = open([late]);
    expect(await proposeFixesBySynth(workspace, finding, async () => 'there is no key good')).toEqual([
      { title: 'Mend it', reason: 'the app would fail: there is no key good' },
    ]);
  });
  it('says that it is not proven where there was no time and reading sees nothing', async () => {
    const { workspace, finding } = open([late]);
    const unproven = { title: 'Mend it (not proven)', proof: 'none', safety: 'review' };
    expect(await proposeFixesBySynth(workspace, finding, async () => null)).toMatchObject([unproven]);
    expect(proposeFixes(workspace, finding)).toMatchObject([unproven]);
  });
  it('falls back to reading where reading sees the finding', async () => {
    const visible = ruleThat(
      'AWS::SQS::Queue',
      r => at(r.properties, 'KmsMasterKeyId').kind === 'absent',
      set('KmsMasterKeyId', 'good'),
    );
    const { workspace, finding } = open([visible]);
    expect(await proposeFixesBySynth(workspace, finding, async () => null)).toMatchObject([
      { title: 'Mend it', proof: 'read' },
    ]);
  });
});

describe('fix all by synthesis', () => {
  const visible = ruleThat(
    'AWS::SQS::Queue',
    r => at(r.properties, 'MessageRetentionPeriod').kind === 'absent',
    set('MessageRetentionPeriod', 60),
    'test/visible',
  );
  it('proves the outcome once', async () => {
    const { workspace } = open([visible]);
    let runs = 0;
    const fix = await fixAllBySynth(workspace, uri, async () => {
      runs++;
      return witness;
    });
    expect(fix).toMatchObject({ proof: 'synth' });
    expect(runs).toBe(1);
  });
  it('leaves out what the app does not stand', async () => {
    const extra = ruleThat(
      'AWS::SQS::Queue',
      r => at(r.properties, 'MaximumMessageSize').kind === 'absent',
      set('MaximumMessageSize', 1024),
      'test/extra',
    );
    const { workspace } = open([visible, extra]);
    const fussy = async (copy: Workspace) =>
      copy.document(uri)?.text.includes('MaximumMessageSize') ? 'it is too small' : witness;
    const fix = (await fixAllBySynth(workspace, uri, fussy)) as Fix;
    const text = applyEdits(template, fix.edits);
    expect(text).toContain('MessageRetentionPeriod: 60');
    expect(text).not.toContain('MaximumMessageSize');
  });
});
