/** Comparing templates: what two runs of one and the same text may differ in is left out. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { SynthModel } from '../../server/src/synth/model.ts';

/** Hashes of assets and of what is derived from them, which depend on files that a live run doesn't read; and the time. */
const HASH = /[0-9a-f]{32,64}|\b1[6-9]\d{11}\b|\b20\d\d-\d\d-\d\dT[\d:.]+Z/g;
/** What the CDK notes for itself. */
const OWN = /^(CDKMetadata|aws:(asset|cdk):.*)$/;

function plain(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(HASH, '#');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !OWN.test(key))
      .map(([key, inner]): [string, unknown] => [key.replace(HASH, '#'), plain(inner)])
      .filter(([key, inner]) => key !== 'Metadata' || JSON.stringify(inner) !== '{}')
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** A template without asset hashes and the CDK's own metadata, its keys in order. */
export function normalised(template: string): string {
  return JSON.stringify(plain(JSON.parse(template)));
}

/** Normalised templates by file name. */
export type Templates = ReadonlyMap<string, string>;

export function templatesOf(model: SynthModel): Templates {
  return new Map(model.stacks.map(s => [path.basename(s.file).replace(HASH, '#'), normalised(s.template)]));
}

/** The templates that a `cdk synth` left in a folder, nested assemblies too. Null when there is no such folder. */
export function templatesIn(folder: string): Templates | null {
  if (!existsSync(folder)) return null;
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    if (name.endsWith('.template.json'))
      found.set(path.basename(name).replace(HASH, '#'), normalised(readFileSync(path.join(folder, name), 'utf8')));
  return found;
}

/** The names of templates that are not the same in both. */
export function differences(a: Templates, b: Templates): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter(name => a.get(name) !== b.get(name)).sort();
}
