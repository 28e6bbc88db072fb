/**
 * After an edit of requirements that hold in many projects, only those are asked at once that somebody looks at. Counted in
 * documents that are read and runs of a rule; what is known of the others stands until they are asked.
 */
import { beforeEach, describe, expect, it } from 'vitest';
import { createWorkspace, frontends, rules } from '../all.ts';
import { standingsOf } from '../rules/requirements/states.ts';
import type { Workspace } from './workspace.ts';

const ROOT = 'file:///w';
const REQUIRED = `${ROOT}/plumbline.yaml`;
const PROJECTS = 12;
/** Long enough that all together are not asked at once. */
const QUEUE = `Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: jobs }\n${`# ${'x'.repeat(98)}\n`.repeat(60)}`;
const asks = (more = '') =>
  `version: 1\n${more}requirements:\n  naming: "shop-{resource}"\n  services:\n    require: [kms]\n`;
const open = `${ROOT}/p3`;
const isOpen = (root: string) => root === open || root === ROOT;

let reads: string[] = [];
let runs = 0;

function monorepo(): Workspace {
  const space = createWorkspace({
    frontends: frontends.map(f => ({
      ...f,
      read: d => {
        reads.push(d.uri);
        return f.read(d);
      },
    })),
    rules: [
      ...rules,
      {
        ...(rules[0] as (typeof rules)[number]),
        id: 'test/counted',
        checkGraph: ({ graph }) => {
          if (graph.requirements.length > 0) runs++;
          return [];
        },
      } as (typeof rules)[number],
    ],
    host: { fileExists: () => false },
    projectOf: uri => /^file:\/\/\/w\/p\d+/.exec(uri)?.[0] ?? ROOT,
    today: () => '2026-11-21',
  });
  space.note({ uri: REQUIRED, version: 1, text: asks() });
  for (let i = 0; i < PROJECTS; i++) space.note({ uri: `${ROOT}/p${i}/t.yaml`, version: 1, text: QUEUE });
  return space;
}

let space: Workspace;
beforeEach(() => {
  space = monorepo();
  for (const root of space.projects().keys()) space.brief(root);
  for (const root of space.projects().keys()) if (!isOpen(root)) space.rest(root);
  [reads, runs] = [[], 0];
});

describe('an edit of requirements that hold in many projects', () => {
  const told = () =>
    space.told(REQUIRED).map(f => `${f.rule} ${space.document(REQUIRED)?.text.slice(f.span.start, f.span.end)}`);

  it('asks those that are looked at, and leaves the others for later', () => {
    space.update({
      uri: REQUIRED,
      version: 2,
      text: asks('# a comment, so that all moves\n').replace('shop-', 'store-'),
    });
    expect(space.settle(isOpen)).toBe(PROJECTS - 1);
    told();
    standingsOf(space, REQUIRED);
    expect(space.findings(`${open}/t.yaml`).map(f => f.rule)).toContain('naming/off-pattern');
    expect(reads).toEqual([REQUIRED]);
    expect(runs).toBe(2);
    expect([...space.projects().keys()].filter(root => space.standing(root) === 'known').sort()).toEqual([ROOT, open]);
  });

  it('leaves what is known of the others as it was, at its new places, until they are asked', () => {
    const before = told();
    expect(before.filter(f => f === 'arch/missing-service kms')).toHaveLength(1);
    const findings = space.knownFindings().length;
    space.update({ uri: REQUIRED, version: 2, text: asks('# a comment, so that all moves\n') });
    space.settle(isOpen);
    expect(told()).toEqual(before);
    expect(space.knownFindings()).toHaveLength(findings);
    const words = () =>
      standingsOf(space, REQUIRED).map(s => `${s.requirement.name} ${s.state} ${s.violations.length}`);
    expect(words()).toEqual([`naming violated ${PROJECTS}`, 'services.require.kms violated 1']);

    // The one that is looked at is exact at once, the others one by one.
    const renamed = asks('# a comment, so that all moves\n').replace('shop-', '');
    space.update({ uri: REQUIRED, version: 3, text: renamed });
    expect(space.settle(isOpen)).toBe(PROJECTS - 1);
    expect(words()[0]).toBe(`naming violated ${PROJECTS - 1}`);
    for (const root of space.projects().keys()) space.brief(root);
    expect(space.settle(isOpen)).toBe(0);
    expect(words()[0]).toBe('naming unchecked 0');
  });

  it('moves all that is known of what somebody has silenced', () => {
    const silencing = (more = '') => asks(more).replace('kms]', 'kms] # plumbline-ignore arch/missing-service: Later.');
    const shown = (text: string) =>
      space
        .toldSuppressed(REQUIRED)
        .map(({ finding, by }) =>
          [finding.span, finding.signal.at, by.span, by.covers].map(({ start, end }) => text.slice(start, end)),
        );
    space.update({ uri: REQUIRED, version: 2, text: silencing() });
    for (const root of space.projects().keys()) space.brief(root);
    for (const root of space.projects().keys()) if (!isOpen(root)) space.rest(root);
    const before = shown(silencing());
    expect(before).toHaveLength(1);
    const moved = silencing('# a comment, so that all moves\n');
    space.update({ uri: REQUIRED, version: 3, text: moved });
    expect(space.settle(isOpen)).toBe(PROJECTS - 1);
    expect(shown(moved)).toEqual(before);
  });

  it('reads one project for a fix of what it was told to say', () => {
    const finding = space.told(REQUIRED).find(f => f.rule === 'arch/missing-service');
    if (!finding) throw new Error('nothing is missing');
    space.update({ uri: REQUIRED, version: 2, text: `${asks()}# longer\n` });
    space.settle(isOpen);
    const moved = space.told(REQUIRED).find(f => f.key === finding.key);
    reads = [];
    const whole = moved && space.whole(moved);
    expect(whole).toMatchObject({ key: finding.key, message: finding.message });
    expect(whole?.signal.message).not.toBe(undefined);
    expect(reads.length).toBeLessThanOrEqual(1);
  });

  it('asks all at once where they are small', () => {
    for (let i = 1; i < PROJECTS; i++) if (i !== 3) space.remove(`${ROOT}/p${i}/t.yaml`);
    expect(new Set(space.knownFindings().map(f => f.span.uri))).toEqual(
      new Set([REQUIRED, `${ROOT}/p0/t.yaml`, `${open}/t.yaml`]),
    );
    space.update({ uri: REQUIRED, version: 2, text: asks('# moved\n') });
    expect(space.settle(isOpen)).toBe(0);
  });
});
