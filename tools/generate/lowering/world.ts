/** A throw-away CDK app: one construct is made in it, and its main resource is looked at. */
import type { Json } from '../../../server/src/knowledge/types.ts';
import { require } from '../table.ts';
import { type Any, running } from './jsii.ts';

// Nothing is staged, bundled, reported or validated: only what constructs write into the template matters.
process.env.CDK_VALIDATION = 'false';
process.env.JSII_DEPRECATED = 'quiet';
process.env.CDK_DISABLE_STACK_TRACE = '1';
// Most of the time would go into stack traces that nobody reads.
Error.stackTraceLimit = 0;

const QUIET = {
  'aws:cdk:disable-asset-staging': true,
  'aws:cdk:bundling-stacks': [],
  'aws:cdk:disable-stack-trace': true,
  'aws:cdk:enable-path-metadata': false,
  'aws:cdk:enable-asset-metadata': false,
  'aws:cdk:version-reporting': false,
};

/** The feature flags that `cdk init` writes into a new project. An old project has none: tables hold for both. */
export const RECOMMENDED_FLAGS: Readonly<
  Record<string, unknown>
> = require('aws-cdk-lib/recommended-feature-flags.json');

export interface World {
  readonly stack: Any;
  /** Things that were made on the way, by what they are, so that they are made once. */
  readonly made: Map<string, Any>;
  /** Whether things around the construct are imported where that is quicker than making them. */
  readonly quick: boolean;
}

export interface WorldOptions {
  /** With the feature flags of a new project. */
  readonly flags?: boolean;
  readonly quick?: boolean;
}

export function newWorld({ flags = false, quick = false }: WorldOptions = {}): World {
  const app = new (running('aws-cdk-lib.App'))({
    context: { ...QUIET, ...(flags ? RECOMMENDED_FLAGS : {}) },
    analyticsReporting: false,
    autoSynth: false,
  });
  return { stack: new (running('aws-cdk-lib.Stack'))(app, 'PlumbStack'), made: new Map(), quick };
}

/** The CloudFormation of a main resource: leaves by dotted path, attributes of the resource with `@` before them. */
export type Leaves = ReadonlyMap<string, Json>;

export interface Shot {
  readonly type: string;
  readonly logicalId: string;
  readonly leaves: Leaves;
  readonly subject: Any;
  readonly world: World;
}

/** `{Ref}`, `{Fn::…}`: a value that is known at deployment only. */
export function isToken(value: unknown): value is Record<string, Json> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length === 1 && (keys[0] === 'Ref' || keys[0]?.startsWith('Fn::') === true);
}

/** The leaves of a value, lists being leaves too, by dotted path. */
export function flatten(value: Json, path: string, into: Map<string, Json>): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value) && !isToken(value)) {
    // An empty object says nothing.
    for (const [key, inner] of Object.entries(value)) flatten(inner, path === '' ? key : `${path}.${key}`, into);
    return;
  }
  if (path !== '') into.set(path, value);
}

/** The main L1 of a construct: its default child. */
export function mainOf(subject: Any): Any {
  const child = subject?.node?.defaultChild;
  return child?.cfnResourceType === undefined ? undefined : child;
}

/** The attributes of a resource that a prop can set; `DependsOn` and `Metadata` follow from other things. */
const ATTRIBUTES = ['DeletionPolicy', 'UpdateReplacePolicy', 'CreationPolicy', 'UpdatePolicy'];

/** Some props only show in an aspect that the construct adds to itself; a synth would apply it. */
function applyAspects(subject: Any): void {
  const aspects = running('aws-cdk-lib.Aspects');
  for (const owner of subject?.node?.findAll() ?? [])
    for (const aspect of aspects.of(owner).all) for (const construct of owner.node.findAll()) aspect.visit(construct);
}

/** Makes a construct and looks at its main resource. Null when it can't be made so, or has none. */
export function shoot(make: (world: World) => Any, options: WorldOptions = {}): Shot | null {
  try {
    const world = newWorld(options);
    const subject = make(world);
    applyAspects(subject);
    const main = mainOf(subject);
    if (!main) return null;
    // Through JSON, because what is undefined is not written into a template either.
    const resolved = JSON.parse(JSON.stringify(world.stack.resolve(main._toCloudFormation()))) as {
      Resources: Record<string, Record<string, Json>>;
    };
    const [entry] = Object.entries(resolved.Resources);
    if (!entry) return null;
    const [logicalId, resource] = entry;
    const leaves = new Map<string, Json>();
    flatten(resource.Properties ?? {}, '', leaves);
    for (const name of ATTRIBUTES) if (resource[name] !== undefined) flatten(resource[name], `@${name}`, leaves);
    return { type: resource.Type as string, logicalId, leaves, subject, world };
  } catch {
    return null;
  }
}
