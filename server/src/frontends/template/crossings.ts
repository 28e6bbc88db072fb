/** What one template offers to others and takes from them: exports, imports, nested stacks and their parameters. */
import type { Resource } from '../../core/resource.ts';
import { at, rendered, scenarios, stringOf, walk, type ObjectValue, type Value } from '../../core/value.ts';
import type { NestedStack, TemplateBody } from './body.ts';
import { resolveUri } from './code.ts';
import type { NameIndex } from './names.ts';

/** What one resource takes from other templates and gives them. */
export interface Crossing {
  readonly imports: TemplateBody['imports'];
  /** The parameters that it mentions. */
  readonly parameters: readonly string[];
  readonly nested: NestedStack | null;
}

export function crossingOf(uri: string, resource: Resource, index: NameIndex): Crossing {
  const imports: TemplateBody['imports'][number][] = [];
  const parameters = new Set<string>();
  walk(resource.properties, value => {
    if (value.kind !== 'reference') return;
    if (value.target.kind === 'import') {
      const name = nameOf(value.target.name);
      if (name !== null) imports.push({ from: resource.id, name, span: value.span });
    } else if (value.target.kind === 'parameter') parameters.add(value.target.name);
  });
  return { imports, parameters: [...parameters], nested: nestedStack(uri, resource, index) };
}

/** Collects the crossings of one template. */
export function crossings(
  sections: ObjectValue,
  own: readonly { readonly resource: Resource; readonly crossing: Crossing }[],
  index: NameIndex,
): Omit<TemplateBody, 'part' | 'symbols'> {
  const exports: TemplateBody['exports'][number][] = [];
  // Without a prototype: templates may call something `constructor`.
  const outputs: Record<string, string> = Object.create(null);
  const written = at(sections, 'Outputs');
  for (const entry of written.kind === 'object' ? written.entries : []) {
    const value = at(entry.value, 'Value');
    const target = index.named(value)[0]?.id ?? null;
    if (target !== null && value.kind === 'reference') outputs[entry.key] = target;
    const name = at(entry.value, 'Export', 'Name');
    const text = nameOf(name);
    if (text !== null && name.kind !== 'absent') exports.push({ name: text, resource: target, span: name.span });
  }
  const parameterUses: Record<string, string[]> = Object.create(null);
  for (const { resource, crossing } of own)
    for (const name of crossing.parameters) {
      parameterUses[name] ??= [];
      parameterUses[name].push(resource.id);
    }
  return {
    exports,
    imports: own.flatMap(o => o.crossing.imports),
    nested: own.flatMap(o => o.crossing.nested ?? []),
    parameterUses,
    outputs,
  };
}

/** The name of an export as it is written, holes included; null when it can't be told from another one. */
function nameOf(value: Value): string | null {
  if (value.kind !== 'literal' && value.kind !== 'text') return null;
  const text = rendered(value);
  return text === '' || text.includes('${…}') ? null : text;
}

function nestedStack(uri: string, resource: Resource, index: NameIndex): NestedStack | null {
  const property =
    resource.type === 'AWS::CloudFormation::Stack'
      ? 'TemplateURL'
      : resource.type === 'AWS::Serverless::Application'
        ? 'Location'
        : null;
  if (property === null) return null;
  const location = at(resource.properties, property);
  const path = stringOf(location);
  if (path === null || location.kind === 'absent' || /^[a-z0-9]+:\/\//i.test(path)) return null;
  const file = resolveUri(uri, path);
  if (file === null) return null;
  const given = at(resource.properties, 'Parameters');
  const parameters = scenarios(given).flatMap(({ value }) =>
    value.kind === 'object'
      ? value.entries.flatMap(e =>
          e.value.kind === 'reference'
            ? index.named(e.value).map(n => ({ name: e.key, resource: n.id, span: n.span }))
            : [],
        )
      : [],
  );
  return { resource: resource.id, uri: file, span: location.span, parameters };
}
