/** What came of a run: the construct tree, the templates, what was recorded about them. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Annotation, ConstructRecord, StackRecord } from '../protocol.ts';
import type { CfnElement, CfnResource, Construct, Core, Stack, Stage } from './cdk.ts';
import { policyRecords } from './policies.ts';
import type { Recording } from './recording.ts';

const RTTI = Symbol.for('jsii.rtti');

export interface Extracted {
  readonly constructs: ConstructRecord[];
  readonly stacks: StackRecord[];
  readonly annotations: Annotation[];
}

/**
 * Reads the trees of `apps`. `known` are hashes of templates that need not be sent; `partial` says that the app was cut
 * short, so that no template is whole.
 */
export function extract(
  apps: readonly Construct[],
  core: Core,
  recording: Recording,
  known: ReadonlySet<string>,
  partial: boolean,
): Extracted {
  const all = apps.flatMap(app => [...walk(app)]);
  const stacks = all.filter(c => core.Stack.isStack(c)) as Stack[];
  const stackIndex = new Map<Stack, number>(stacks.map((stack, i) => [stack, i]));
  const elements = all.filter(c => core.CfnElement.isCfnElement(c)) as CfnElement[];
  const resources = elements.filter(c => core.CfnResource.isCfnResource(c)) as CfnResource[];
  const policies = policyRecords(recording, new Map(resources.map(r => [r.logicalId, r])));
  const constructs = all.map((construct): ConstructRecord => {
    const { chain, inherited } = chainOf(construct, recording);
    return {
      path: construct.node.path,
      fqn: fqnOf(construct),
      className: construct.constructor.name,
      chain,
      inherited,
      element: elementOf(construct, core, stackIndex),
      changes: changesOf(construct, core, recording),
      policies: policies.get(construct as CfnResource) ?? [],
    };
  });
  return {
    constructs,
    stacks: stacks.map(stack => stackRecord(stack, core, known, partial)),
    annotations: annotationsOf(all, recording),
  };
}

/** Parents before children. */
function* walk(construct: Construct): Generator<Construct> {
  yield construct;
  for (const child of construct.node.children) yield* walk(child);
}

function chainOf(construct: Construct, recording: Recording): { chain: number; inherited: boolean } {
  for (let at: Construct | undefined = construct; at; at = at.node.scope) {
    const chain = recording.created.get(at) ?? -1;
    if (chain >= 0) return { chain, inherited: at !== construct };
  }
  return { chain: -1, inherited: true };
}

/** jsii's name of the class, or of the nearest class above it that has one. */
function fqnOf(construct: Construct): string | null {
  for (let type = construct.constructor; type && type !== Function.prototype; type = Object.getPrototypeOf(type)) {
    const descriptor = Object.getOwnPropertyDescriptor(type, RTTI);
    if (descriptor) return (descriptor.value as { fqn?: string }).fqn ?? null;
  }
  return null;
}

function elementOf(construct: Construct, core: Core, stacks: ReadonlyMap<Stack, number>): ConstructRecord['element'] {
  if (!core.CfnElement.isCfnElement(construct)) return null;
  const { stack, logicalId } = construct as CfnElement;
  const index = stacks.get(stack);
  if (index === undefined) return null;
  try {
    const type = core.CfnResource.isCfnResource(construct) ? (construct as CfnResource).cfnResourceType : null;
    return { stack: index, logicalId: String(stack.resolve(logicalId)), type };
  } catch {
    // Two elements with one logical ID.
    return null;
  }
}

function changesOf(construct: Construct, core: Core, recording: Recording): ConstructRecord['changes'] {
  const own = recording.changes.get(construct) ?? [];
  const tags = core.CfnResource.isCfnResource(construct) ? tagsOf(construct, core) : undefined;
  const created = recording.created.get(construct);
  const tagged = ((tags && recording.changes.get(tags)) ?? []).filter(c => c.chain !== created);
  return tagged.length > 0 ? [...own, ...tagged] : own;
}

function tagsOf(construct: Construct, core: Core): object | undefined {
  const { tags, cdkTagManager } = construct as { tags?: unknown; cdkTagManager?: unknown };
  const manager = core.TagManager.of ? core.TagManager.of(construct) : (cdkTagManager ?? tags);
  return typeof manager === 'object' && manager !== null ? manager : undefined;
}

/** Those that are still there: a warning may have been acknowledged. What the CDK adds by itself is about its construct. */
function annotationsOf(all: readonly Construct[], recording: Recording): Annotation[] {
  const constructs = new Map(all.map(c => [c.node.path, c]));
  return recording.annotations.flatMap(annotation => {
    const construct = constructs.get(annotation.construct);
    const { level, message, chain } = annotation;
    if (!construct?.node.metadata.some(m => m.type === `aws:cdk:${level}` && m.data === message)) return [];
    return [chain >= 0 ? annotation : { ...annotation, chain: chainOf(construct, recording).chain }];
  });
}

function stackRecord(stack: Stack, core: Core, known: ReadonlySet<string>, partial: boolean): StackRecord {
  const written = read(stack, core);
  const template = written ?? JSON.stringify(withoutAssembly(stack, core));
  const hash = createHash('sha256').update(template).digest('base64url');
  const literal = (value: string, name: string) => (core.Token.isUnresolved(value) ? `unknown-${name}` : value);
  return {
    path: stack.node.path,
    name: core.Token.isUnresolved(stack.stackName) ? stack.node.id : stack.stackName,
    file: stack.templateFile,
    template: known.has(hash) ? null : template,
    hash,
    partial: partial || written === null,
    account: literal(stack.account, 'account'),
    region: literal(stack.region, 'region'),
    parent: stack.nestedStackParent?.node.path ?? null,
  };
}

/** The template that synthesis wrote. */
function read(stack: Stack, core: Core): string | null {
  try {
    const stage = core.Stage.of(stack) as Stage;
    const file = path.join(stage.outdir, stack.templateFile);
    return existsSync(file) ? JSON.stringify(JSON.parse(readFileSync(file, 'utf8'))) : null;
  } catch {
    return null;
  }
}

/** As much of the template as there is when synthesis failed: as a whole, or element by element. */
function withoutAssembly(stack: Stack, core: Core): unknown {
  try {
    return stack.resolve(stack._toCloudFormation()) ?? {};
  } catch {
    const template: Record<string, Record<string, unknown>> = {};
    for (const construct of inStack(stack, stack, core)) {
      if (!core.CfnElement.isCfnElement(construct)) continue;
      try {
        const part = stack.resolve((construct as CfnElement)._toCloudFormation()) as typeof template | undefined;
        for (const [section, entries] of Object.entries(part ?? {}))
          if (typeof entries === 'object') template[section] = { ...template[section], ...entries };
      } catch {
        // What is wrong with this element is told where it was made.
      }
    }
    return template;
  }
}

function* inStack(construct: Construct, stack: Stack, core: Core): Generator<Construct> {
  if (construct !== stack && core.Stack.isStack(construct)) return;
  yield construct;
  for (const child of construct.node.children) yield* inStack(child, stack, core);
}
