/** What a migration changes in package.json: the packages of v3 that the code imports come in, aws-sdk goes when nothing needs it. */
import ts from 'typescript';
import { required } from './clients.ts';
import { type Edit, all, apply, parse } from './tree.ts';

/** The sections that may hold aws-sdk and are ours to change. What a package asks of its users is its author's to say. */
const SECTIONS = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** The oldest of each family that has all that the migrated code uses (`transformToString`, `requestHandler` by options). */
const RANGES: readonly (readonly [RegExp, string])[] = [
  [/^@aws-sdk\//, '^3.800.0'],
  [/^@smithy\//, '^4.0.0'],
];

export interface ManifestChange {
  readonly text: string;
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** The packages of v3 that a file imports. */
export function packagesOf(path: string, text: string): string[] {
  const source = parse(path, text);
  const modules = [
    ...all(source, ts.isImportDeclaration).map(i => i.moduleSpecifier.getText(source).slice(1, -1)),
    ...all(source, ts.isCallExpression).flatMap(call => required(call) ?? []),
  ];
  const packages = modules.flatMap(m => /^@(?:aws-sdk|smithy)\/[\w.-]+/.exec(m)?.[0] ?? []);
  return [...new Set(packages)].sort();
}

/** Whether a package.json asks for v2 in a section that is ours to change. */
export function asksForV2(text: string): boolean {
  return sectionsOf(text).some(s => s.entries.some(e => isV2(e.name)));
}

/**
 * Adds packages beside aws-sdk, in its section, and takes that out. Formatting and order stay; null where nothing changes,
 * or the text is no JSON.
 * @param needed The packages that the code imports.
 * @param still Whether code or another reason still needs v2.
 */
export function updateManifest(text: string, needed: readonly string[], still: boolean): ManifestChange | null {
  const sections = sectionsOf(text);
  const holder = sections.find(s => s.entries.some(e => isV2(e.name)));
  if (!holder) return null;
  const present = new Map(sections.flatMap(s => s.entries.map(e => [e.name, e.value])));
  const family = [...present].find(([name]) => name.startsWith('@aws-sdk/client-'))?.[1];
  const added = needed.filter(name => !present.has(name));
  const removed = still ? [] : [...new Set(sections.flatMap(s => s.entries.map(e => e.name).filter(isV2)))];
  if (added.length === 0 && removed.length === 0) return null;
  const edits: Edit[] = [];
  for (const section of sections) {
    const kept = section.entries.filter(e => still || !isV2(e.name));
    const fresh = section === holder ? added : [];
    if (kept.length === section.entries.length && fresh.length === 0) continue;
    const lines = [
      ...kept.map(e => ({ name: e.name, text: e.text })),
      ...fresh.map(name => ({
        name,
        text: `"${name}": "${(name.startsWith('@aws-sdk/') && family) || rangeOf(name)}"`,
      })),
    ];
    const names = section.entries.map(e => e.name);
    // npm sorts them; where somebody keeps an order of their own, new ones come last.
    if (names.every((n, i) => i === 0 || (names[i - 1] as string) < n))
      lines.sort((a, b) => (a.name < b.name ? -1 : 1));
    const place = lines.length > 0 ? section : section.inside;
    edits.push({ start: place.start, end: place.end, text: lines.map(l => l.text).join(`,${section.gap}`) });
  }
  return { text: apply(text, edits), added, removed };
}

function isV2(name: string): boolean {
  return name === 'aws-sdk' || name === '@types/aws-sdk';
}

function rangeOf(name: string): string {
  return RANGES.find(([family]) => family.test(name))?.[1] ?? '*';
}

interface Section {
  /** From the first entry's start to the last one's end. */
  readonly start: number;
  readonly end: number;
  /** All between the braces. */
  readonly inside: { readonly start: number; readonly end: number };
  /** What stands between entries, after the comma. */
  readonly gap: string;
  readonly entries: readonly { readonly name: string; readonly value: string; readonly text: string }[];
}

function sectionsOf(text: string): Section[] {
  const source = ts.parseJsonText('package.json', text);
  const root = source.statements[0]?.expression;
  if (!root || !ts.isObjectLiteralExpression(root)) return [];
  return root.properties.flatMap((p): Section[] => {
    if (!ts.isPropertyAssignment(p) || !ts.isStringLiteral(p.name)) return [];
    const { text: name } = p.name;
    if (!SECTIONS.some(s => s === name) || !ts.isObjectLiteralExpression(p.initializer)) return [];
    const entries = p.initializer.properties.flatMap(e =>
      ts.isPropertyAssignment(e) && ts.isStringLiteral(e.name) && ts.isStringLiteral(e.initializer)
        ? [{ node: e, name: e.name.text, value: e.initializer.text, text: text.slice(e.getStart(source), e.end) }]
        : [],
    );
    const [first] = entries;
    const last = entries.at(-1);
    if (!first || !last || entries.length !== p.initializer.properties.length) return [];
    const inside = { start: p.initializer.getStart(source) + 1, end: p.initializer.end - 1 };
    const gap = /^\s*/.exec(text.slice(inside.start))?.[0] ?? '';
    return [{ start: first.node.getStart(source), end: last.node.end, inside, gap, entries }];
  });
}
