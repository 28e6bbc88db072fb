/** JUnit XML: read back by a parser, and held against the forms that Jenkins and GitLab read. */
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import type { RequirementState } from '../core/requirementState.ts';
import { renderJunit } from './junit.ts';
import { reportOf, workspaceOf } from './testing.ts';

const sax = createRequire(import.meta.url)('sax') as {
  parser(strict: boolean): {
    onopentag: (tag: { name: string; attributes: Record<string, string> }) => void;
    onclosetag: () => void;
    ontext: (text: string) => void;
    onerror: (error: Error) => void;
    write(text: string): { close(): void };
  };
};

interface Element {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: Element[];
  text: string;
}

/** The root element; throws on what is no well-formed XML. */
function parse(text: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const stack = [root];
  const parser = sax.parser(true);
  parser.onopentag = ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: '' };
    (stack.at(-1) as Element).children.push(element);
    stack.push(element);
  };
  parser.onclosetag = () => void stack.pop();
  parser.ontext = more => {
    (stack.at(-1) as Element).text += more;
  };
  parser.onerror = error => {
    throw error;
  };
  parser.write(text).close();
  return root.children[0] as Element;
}

/** What both services know: the elements in each element, and attributes with those that must be there first. */
const FORM: Readonly<Record<string, { in: string[]; must: string[]; may: string[] }>> = {
  testsuites: {
    in: ['testsuite'],
    must: [],
    may: ['name', 'time', 'tests', 'failures', 'errors', 'disabled', 'skipped'],
  },
  testsuite: {
    in: ['properties', 'testcase', 'system-out', 'system-err'],
    must: ['name', 'tests', 'failures', 'errors'],
    may: ['time', 'skipped', 'disabled', 'timestamp', 'hostname', 'id', 'package', 'file'],
  },
  testcase: {
    in: ['skipped', 'error', 'failure', 'system-out', 'system-err'],
    must: ['name', 'classname'],
    may: ['time', 'assertions', 'status', 'file', 'line'],
  },
  failure: { in: [], must: [], may: ['message', 'type'] },
  skipped: { in: [], must: [], may: ['message', 'type'] },
  'system-out': { in: [], must: [], may: [] },
};

function conform(element: Element): void {
  const form = FORM[element.name];
  if (!form) throw new Error(`${element.name} is no element of JUnit`);
  const names = Object.keys(element.attributes);
  expect(names).toEqual(expect.arrayContaining(form.must));
  expect(names.filter(n => !form.must.includes(n) && !form.may.includes(n))).toEqual([]);
  for (const child of element.children) {
    expect(form.in).toContain(child.name);
    conform(child);
  }
  if (element.name !== 'testsuite') return;
  const failed = element.children.filter(c => c.children.some(r => r.name === 'failure')).length;
  const skipped = element.children.filter(c => c.children.some(r => r.name === 'skipped')).length;
  expect(element.attributes).toMatchObject({
    tests: String(element.children.length),
    failures: String(failed),
    skipped: String(skipped),
  });
  expect(element.attributes.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/);
}

const FILES = {
  'b/two.yaml': 'x: 1\n  y: POOR(late one)  TERRIBLE(blocks)\n',
  'a one.yaml': 'POOR(first)\nODD(advice)\nPOOR(silent) HUSH(we know)\n',
};

function requirement(state: RequirementState['state'], violations: RequirementState['violations']): RequirementState {
  const uri = 'file:///app/plumbline.yaml';
  const span = { uri, start: 0, end: 4 };
  const demand = { kind: 'tag', key: state, value: null, except: [] } as const;
  return {
    requirement: {
      id: `${uri}#tags.${state}`,
      name: `tags.${state}`,
      category: 'tags',
      span,
      line: 3,
      text: `- ${state}`,
      why: null,
      source: null,
      severity: null,
      demand,
    },
    state,
    reason: null,
    violations,
    accepted: 0,
    governed: [],
  };
}

describe('JUnit', () => {
  it('has the form that services read, with a suite for each file', () => {
    const root = parse(renderJunit(reportOf(FILES), { failOn: 'warning' }));
    conform(root);
    expect(root.attributes).toMatchObject({ name: 'Plumbline', tests: '5', failures: '3', skipped: '1' });
    expect(root.children.map(s => s.attributes.name)).toEqual(['a one.yaml', 'b/two.yaml']);
    const [failure] = root.children[1]?.children[0]?.children ?? [];
    expect(failure).toMatchObject({ name: 'failure', attributes: { message: 'blocks', type: 'error' } });
    expect(failure?.text).toBe('error made/terrible: blocks\n  b/two.yaml:2:22');
    expect(root.children[1]?.children[0]?.attributes).toMatchObject({ file: 'b/two.yaml', line: '2' });
  });

  it('fails by the threshold', () => {
    const failures = (failOn: 'error' | 'hint' | 'never') =>
      parse(renderJunit(reportOf(FILES), { failOn })).attributes.failures;
    expect([failures('error'), failures('hint'), failures('never')]).toEqual(['1', '4', '0']);
  });

  it('tells a violation once, with its requirement', () => {
    const workspace = workspaceOf(FILES);
    const poor = workspace.allFindings().filter(f => f.rule === 'made/poor');
    const states = [requirement('violated', poor), requirement('met', []), requirement('idle', [])];
    const root = parse(renderJunit(reportOf(FILES, { requirements: states }), { failOn: 'warning' }));
    conform(root);
    expect(root.children[0]?.attributes).toMatchObject({
      name: 'Requirements',
      tests: '3',
      failures: '1',
      skipped: '1',
    });
    expect(root.attributes).toMatchObject({ tests: '6', failures: '2' });
    const text = root.children[0]?.children.find(c => c.attributes.name === 'tags.violated')?.children[0]?.text;
    expect(text).toContain('made/poor: late one');
    expect(root.children[2]?.children.map(c => c.attributes.name)).toEqual(['made/terrible: blocks']);
  });

  it('has a test that passes where there is nothing to say', () => {
    const root = parse(renderJunit(reportOf({ a: '' }), { failOn: 'hint' }));
    conform(root);
    expect(root.attributes).toMatchObject({ tests: '1', failures: '0' });
  });

  it('stays XML whatever names and messages hold', () => {
    const hostile = ']]></failure><x a="1">&amp;\u0000\u001b[2J\ud800 "q" \u{1f600}';
    const root = parse(renderJunit(reportOf({ 'a&<">\'.yaml': `TERRIBLE(${hostile})` }), { failOn: 'error' }));
    conform(root);
    const failure = root.children[0]?.children[0]?.children[0];
    expect(failure?.attributes.message).toBe(']]></failure><x a="1">&amp;\ufffd\ufffd[2J\ufffd "q" \u{1f600}');
    expect(root.children[0]?.attributes.name).toBe('a&<">\'.yaml');
  });
});
