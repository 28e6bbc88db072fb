/** The mapped assembly for people: as lines of text, or as the templates in YAML with the places in comments. */
import { Document, type Pair, type Scalar, isMap } from 'yaml';
import type { MappedAssembly, MappedPlace, MappedProblem, MappedResource, MappedStack } from './mapped.ts';

/** How wide the names of properties are set at most. */
const WIDEST = 48;

/** `lib/stack.ts:13:19`, as editors and terminals understand it. */
export function position({ file, range }: MappedPlace): string {
  return `${file}:${range.start.line + 1}:${range.start.character + 1}`;
}

/** Stack by stack, resource by resource: type, construct path, place; below it the properties with theirs. */
export function renderMap(assembly: MappedAssembly): string {
  const lines: string[] = [];
  for (const stack of assembly.stacks) {
    lines.push(`${title(stack)}`, '');
    for (const resource of stack.resources) lines.push(...resourceLines(resource), '');
  }
  lines.push(summary(assembly));
  return `${lines.join('\n')}\n`;
}

/** `lib/stack.ts:13:19: error: message`. */
export function renderProblem({ place, severity, message, tool, detail }: MappedProblem): string {
  const source = [tool, tool === null ? null : detail].filter(s => s !== null).join(': ');
  return `${position(place)}: ${severity}: ${message}${source === '' ? '' : ` (${source})`}`;
}

/** The templates, one YAML document each; before each resource a comment with its construct and its place. */
export function renderYaml(assembly: MappedAssembly): string {
  return assembly.stacks
    .map(stack => {
      const document = new Document(stack.template, { aliasDuplicateObjects: false });
      document.commentBefore = ` ${title(stack)}`;
      const resources = document.get('Resources');
      const byId = new Map(stack.resources.map(resource => [resource.logicalId, resource]));
      if (isMap(resources))
        for (const { key } of resources.items as Pair<Scalar<string>>[]) {
          const resource = byId.get(key.value);
          if (resource)
            key.commentBefore = ` ${[resource.path, resource.place && position(resource.place)].filter(Boolean).join('  ')}`;
        }
      return `---\n${document.toString({ lineWidth: 0 })}`;
    })
    .join('');
}

function title({ path, name, file, account, region, parent, partial }: MappedStack): string {
  const environment = [account, region].filter(part => !part.startsWith('unknown-')).join(' / ');
  const about = [
    name === path ? null : name,
    file,
    environment === '' ? null : environment,
    parent === null ? null : `nested in ${parent}`,
    partial ? 'incomplete' : null,
  ].filter(part => part !== null);
  return `Stack ${path} (${about.join(', ')})`;
}

function resourceLines({ type, path, logicalId, place, calledFrom, owner, properties }: MappedResource): string[] {
  const from = calledFrom.map(outer => `, from ${position(outer)}`).join('');
  const lines = [
    `  ${path}  ${type}  ${logicalId}`,
    `    ${place ? `made at ${position(place)}${from}` : 'made at a place that is not known'}; ${owned(owner)}`,
  ];
  const width = Math.min(WIDEST, Math.max(0, ...properties.map(property => property.path.length)));
  for (const { path: name, place: at, origin } of properties)
    lines.push(
      `    ${name.padEnd(width)}  ${position(at)}${origin === 'written' ? '' : `  (${origin === 'default' ? 'default' : 'added by the CDK'})`}`,
    );
  return lines;
}

function owned(owner: MappedResource['owner']): string {
  switch (owner.kind) {
    case 'yours':
      return 'yours';
    case 'overridable':
      return `made by the construct, yours by its prop ${owner.prop}`;
    case 'internal':
      return `made by ${owner.of}`;
  }
}

function summary({ stacks, library, from, ok, timings }: MappedAssembly): string {
  const resources = stacks.reduce((sum, stack) => sum + stack.resources.length, 0);
  const count = (n: number, word: string) => `${n} ${word}${n === 1 ? '' : 's'}`;
  const how =
    from === 'run' ? `synthesized in ${Math.round(timings.total ?? 0)} ms` : 'read from the cloud assembly on disk';
  return `${count(resources, 'resource')} in ${count(stacks.length, 'stack')}, ${how}${library === null ? '' : ` with aws-cdk-lib ${library}`}${ok ? '' : '; the app did not run to its end'}.`;
}
