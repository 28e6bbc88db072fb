/** How much of what an app makes has a place in its source, and samples of that for reading by hand. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineIndex, type SourceSpan } from '../../server/src/core/document.ts';
import type { Resource } from '../../server/src/core/resource.ts';
import type { Entry, Value } from '../../server/src/core/value.ts';
import type { SynthModel } from '../../server/src/synth/model.ts';
import type { Random } from './edits.ts';

/** Of how many, how many have a place. */
export interface Share {
  readonly all: number;
  readonly placed: number;
}

export interface Mapped {
  /** Resources of all templates, and those with a call of the app's code. */
  readonly resources: Share;
  /** Top-level properties of the resources that the app itself makes, and those with a place other than that call's. */
  readonly properties: Share;
  /** Statements of policies, and those with the call that made or added them. */
  readonly statements: Share;
}

/** @param resources Of the graph, after the witness spoke. */
export function mapped(model: SynthModel, resources: readonly Resource[]): Mapped {
  const made = new Map<string, boolean>();
  const statements = { all: 0, placed: 0 };
  for (const { element, sites, policies } of model.constructs) {
    if (element) made.set(`${element.stack}#${element.logicalId}`, sites.length > 0);
    for (const statement of policies.flatMap(p => p.statements)) {
      statements.all++;
      if (statement.made.length > 0 || statement.added.length > 0) statements.placed++;
    }
  }
  const inTemplates = model.stacks.flatMap((stack, index) => {
    const { Resources = {} } = JSON.parse(stack.template) as { Resources?: Record<string, { Type: string }> };
    return Object.entries(Resources).flatMap(([id, { Type }]) =>
      Type === 'AWS::CDK::Metadata' ? [] : `${index}#${id}`,
    );
  });
  const properties = { all: 0, placed: 0 };
  for (const resource of resources) {
    if (resource.evidence !== 'synth' || resource.owner.kind !== 'yours') continue;
    properties.all += resource.properties.entries.length;
    properties.placed += ownPlaces(resource).length;
  }
  return {
    resources: { all: inTemplates.length, placed: inTemplates.filter(id => made.get(id)).length },
    properties,
    statements,
  };
}

/** The properties that something written makes: what stands at the call as a whole is a default of the construct. */
function ownPlaces({ properties, nameSpan, span }: Resource): Entry[] {
  const wholes = [nameSpan, span, properties.span, ...(properties.slot ? [properties.slot.span] : [])];
  return properties.entries.filter(
    e => (!('origin' in e.value) || e.value.origin === 'written') && !wholes.some(whole => same(e.keySpan, whole)),
  );
}

function same(a: SourceSpan, b: SourceSpan): boolean {
  return a.uri === b.uri && a.start === b.start && a.end === b.end;
}

/** Some properties with the text at their places, each with a line that a person can judge. */
export function samples(resources: readonly Resource[], count: number, next: Random): string[] {
  const all = resources
    .filter(r => r.evidence === 'synth' && r.owner.kind === 'yours')
    .flatMap(resource => ownPlaces(resource).map(entry => ({ resource, entry })));
  const chosen: string[] = [];
  while (chosen.length < count && all.length > 0) {
    const [{ resource, entry }] = all.splice(Math.floor(next() * all.length), 1) as [(typeof all)[number]];
    chosen.push(`${resource.path} ${resource.type} ${entry.key} = ${short(entry.value)}\n    ${textAt(entry.span)}`);
  }
  return chosen;
}

function textAt({ uri, start, end }: SourceSpan): string {
  const file = fileURLToPath(uri);
  const text = readFileSync(file, 'utf8');
  const line = new LineIndex(text).position(start).line + 1;
  return `${path.basename(file)}:${line}: ${clipped(text.slice(start, end))}`;
}

function clipped(text: string): string {
  const one = text.replace(/\s+/g, ' ');
  return one.length > 160 ? `${one.slice(0, 160)} …` : one;
}

/** A value in few words. */
function short(value: Value): string {
  switch (value.kind) {
    case 'literal':
      return JSON.stringify(value.value);
    case 'reference':
      return `reference to ${value.target.kind === 'resource' ? value.target.id.replace(/^.*#/, '') : value.target.kind}`;
    case 'list':
      return clipped(`[${value.items.map(short).join(', ')}]`);
    case 'object':
      return clipped(`{${value.entries.map(e => `${e.key}: ${short(e.value)}`).join(', ')}}`);
    default:
      return value.kind;
  }
}
