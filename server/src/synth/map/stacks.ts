/**
 * The synthesized templates as values of the graph, before anything of them is placed in the source: ids are
 * `synth:<stack path>#<logical ID>`, and spans mean nothing yet.
 */
import { fingerprint } from '../../core/fingerprint.ts';
import type { Resource } from '../../core/resource.ts';
import { at, type Reference, type Value } from '../../core/value.ts';
import { readSynthesized } from '../../frontends/template/synthesized.ts';
import type { ModelConstruct, ModelStack, SynthModel } from '../model.ts';

/** A resource of a template. The same object for as long as its piece of the template is the same. */
export interface RawResource {
  readonly json: string;
  readonly resource: Resource;
}

export interface RawStack {
  readonly stack: ModelStack;
  /** By logical ID. */
  readonly resources: ReadonlyMap<string, RawResource>;
  readonly outputs: Value;
  readonly parameters: Value;
  /** What it was made of; a stack with the same key is the same. */
  readonly key: string;
}

const PREFIX = 'synth:';

/** The stack path and logical ID of an id of this file. */
export function parseId(id: string): { readonly stack: string; readonly logicalId: string } {
  const hash = id.lastIndexOf('#');
  return { stack: id.slice(PREFIX.length, hash), logicalId: id.slice(hash + 1) };
}

/** The stacks of a model. What is as it was in `before` is taken over from there. */
export function readStacks(model: SynthModel, before: readonly RawStack[]): RawStack[] {
  const policies = new Map<number, ModelConstruct[]>();
  for (const construct of model.constructs) {
    if (!construct.element || construct.policies.length === 0) continue;
    const known = policies.get(construct.element.stack);
    if (known) known.push(construct);
    else policies.set(construct.element.stack, [construct]);
  }
  return model.stacks.map((stack, i) => {
    const own = policies.get(i) ?? [];
    const key = `${stack.hash}\n${own.map(c => JSON.stringify(c.policies.map(p => [p.path, p.statements.map(s => s.json)]))).join()}`;
    const last = before.find(b => b.stack.path === stack.path);
    if (last?.key === key && last.stack.template === stack.template) return { ...last, stack };
    return readStack(stack, own, key, last);
  });
}

interface Template {
  readonly Resources?: Readonly<Record<string, unknown>>;
}

function readStack(stack: ModelStack, policies: readonly ModelConstruct[], key: string, last?: RawStack): RawStack {
  const template = parsed(stack.template);
  const resources = new Map<string, RawResource>();
  const changed: Record<string, unknown> = {};
  const texts = new Map<string, string>();
  for (const construct of policies) unmerge(construct, template);
  for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
    const json = JSON.stringify(resource);
    texts.set(logicalId, json);
    const known = last?.resources.get(logicalId);
    if (known?.json === json) resources.set(logicalId, known);
    // A resource that need not be read again is still one that others may name.
    changed[logicalId] = known?.json === json ? { Type: known.resource.type } : resource;
  }
  const read = readSynthesized(PREFIX + stack.path, { ...template, Resources: changed });
  for (const { resource } of read?.resources ?? [])
    if (!resources.has(resource.logicalId))
      resources.set(resource.logicalId, { json: texts.get(resource.logicalId) ?? '', resource });
  const section = (name: string): Value => (read ? at(read.sections, name) : { kind: 'absent' });
  return { stack, resources, outputs: section('Outputs'), parameters: section('Parameters'), key };
}

function parsed(text: string): Template {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}

/** Puts the statements as the code made them in the place of those that the CDK merged. */
function unmerge(construct: ModelConstruct, template: Template): void {
  const logicalId = construct.element?.logicalId ?? '';
  for (const { path, statements } of construct.policies) {
    let parent: unknown = (template.Resources?.[logicalId] as { Properties?: unknown } | undefined)?.Properties;
    for (const step of path.slice(0, -1)) parent = field(parent, step);
    const last = path.at(-1);
    if (last === undefined || statements.length === 0 || field(parent, last) === undefined) continue;
    (parent as Record<string, unknown>)[last] = statements.map(s => s.json);
  }
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** What stacks of one app say across their borders: exports and imports, parameters and outputs of nested stacks. */
export class Crossings {
  readonly #stacks: ReadonlyMap<string, RawStack>;
  /** Exported values by name; null for a name that is exported twice. */
  readonly #exports = new Map<string, Value | null>();
  /** By the path of a nested stack: the raw resource in its parent that deploys it. */
  readonly #deployers = new Map<string, Resource>();
  /** By the raw id of such a resource, the path of the stack. */
  readonly #nested = new Map<string, string>();

  constructor(model: SynthModel, stacks: readonly RawStack[]) {
    this.#stacks = new Map(stacks.map(s => [s.stack.path, s]));
    for (const { outputs } of stacks) {
      if (outputs.kind !== 'object') continue;
      for (const output of outputs.entries) {
        const name = at(output.value, 'Export', 'Name');
        if (name.kind === 'absent') continue;
        const text = fingerprint(name);
        this.#exports.set(text, this.#exports.has(text) ? null : at(output.value, 'Value'));
      }
    }
    for (const { path, element } of model.constructs) {
      if (element?.type !== 'AWS::CloudFormation::Stack') continue;
      const child = /^(.*)\.NestedStack\/[^/]*\.NestedStackResource$/.exec(path)?.[1];
      const own = model.stacks[element.stack];
      const raw = own && this.#stacks.get(own.path)?.resources.get(element.logicalId)?.resource;
      if (child === undefined || !raw || !this.#stacks.has(child)) continue;
      this.#deployers.set(child, raw);
      this.#nested.set(raw.id, child);
    }
  }

  /** The resource of a stack of the app that a reference comes to, with the attribute; null when it is none. */
  resolve(
    reference: Reference,
    stack: string,
    depth = 0,
  ): { readonly id: string; readonly attribute: string | null } | null {
    if (depth > 8) return null;
    const { target, attribute } = reference;
    const follow = (value: Value | null | undefined, from: string) =>
      value?.kind === 'reference' ? this.resolve(value, from, depth + 1) : null;
    switch (target.kind) {
      case 'resource': {
        const child = this.#nested.get(target.id);
        const output = /^Outputs\.(.+)$/.exec(attribute ?? '')?.[1];
        if (child === undefined || output === undefined) return { id: target.id, attribute };
        return follow(at(this.#stacks.get(child)?.outputs ?? { kind: 'absent' }, output, 'Value'), child);
      }
      case 'parameter': {
        const deployer = this.#deployers.get(stack);
        return deployer ? follow(at(deployer.properties, 'Parameters', target.name), parseId(deployer.id).stack) : null;
      }
      case 'import': {
        const exported = this.#exports.get(fingerprint(target.name));
        // An exported value names a resource of its own stack, whichever that is.
        return follow(
          exported,
          exported?.kind === 'reference' && exported.target.kind === 'resource'
            ? parseId(exported.target.id).stack
            : '',
        );
      }
      default:
        return null;
    }
  }
}
