/**
 * What aws-cdk-lib means to the interpreter: which classes are constructs, what their members and static functions give.
 * It collects the constructs of an app; `resources.ts` turns them into resources when everything has run.
 */
import { perName } from '../../core/memo.ts';
import { entryOf } from '../../knowledge/entryOf.ts';
import type { SourceSpan } from '../../core/document.ts';
import { lowering } from '../../knowledge/index.ts';
import type { Library } from './evaluate.ts';
import { Beside } from './beside.ts';
import { joinUri } from './modules.ts';
import { concat, settled } from './texts.ts';
import { Policies } from './policies.ts';
import { Routes } from './routes.ts';
import {
  type Field,
  type Instance,
  type Item,
  type Node,
  type Site,
  type V,
  each,
  lit,
  nodesOf,
  unseen,
} from './values.ts';
import { Wiring } from './wiring.ts';

/** More constructs than this in one app are not looked at. */
const MAX_NODES = 20_000;
/** Nor more constructs and statements of one place in the code: nothing new can be said of it. So many resources fit into a stack. */
const MAX_OF_PLACE = 500;

const KINDS: Readonly<Record<string, Node['kind']>> = {
  'aws-cdk-lib.App': 'app',
  'aws-cdk-lib.Stage': 'stage',
  'aws-cdk-lib.Stack': 'stack',
  'aws-cdk-lib.NestedStack': 'nested',
  'aws-cdk-lib.Construct': 'construct',
  'aws-cdk-lib.Resource': 'construct',
  'constructs.Construct': 'construct',
};

/** `cdk.Aws.X` and the tokens of a stack, as pseudo parameters. */
const PSEUDO: Readonly<Record<string, string>> = {
  ACCOUNT_ID: 'AWS::AccountId',
  REGION: 'AWS::Region',
  PARTITION: 'AWS::Partition',
  URL_SUFFIX: 'AWS::URLSuffix',
  STACK_ID: 'AWS::StackId',
  STACK_NAME: 'AWS::StackName',
  NO_VALUE: 'AWS::NoValue',
  account: 'AWS::AccountId',
  region: 'AWS::Region',
  partition: 'AWS::Partition',
  urlSuffix: 'AWS::URLSuffix',
  stackId: 'AWS::StackId',
  stackName: 'AWS::StackName',
};

/**
 * Methods of L2 constructs that leave the properties of the construct's own resource as they are: they make other
 * resources, policies or permissions. Whatever else adds, sets or enables something makes its properties uncertain.
 */
const isNeutral = perName(name =>
  /^(addTo\w*Policy|addEventSource\w*|addEventNotification|addObject\w+Notification|addSubscription|addTargets?|addPermission|addFunctionUrl|addAlias|addVersion|addDependency|addDependsOn|addManagedPolicy|addEnvironment|add(In|E)gressRule|addIngress|addResource|addMethod|addProxy|addListener|addRoutes|addDeployment|addStage|addApiKey|addUsagePlan|addClient|addDomain|addGatewayEndpoint|addInterfaceEndpoint|addFlowLog|addRotation\w*|addReplicaRegion|addReplica|addMetricFilter|addSubscriptionFilter|addStream|addDataSource|addDynamoDbDataSource|addLambdaDataSource|addNoneDataSource|addStatements|addCondition|attachInlinePolicy|allow\w*|addResolver|addQuery|addMutation|addEventBridgeDestination)$/.test(
    name,
  ),
);
const changes = perName(name =>
  /^(add|enable|set|configure|autoScale|attach|override|use|with|remove)[A-Z]?/.test(name),
);

/** The rule of EventBridge, which takes its targets by a method, too. */
const RULE = 'AWS::Events::Rule';

/** Libraries of which we know what they do with what they are given: at least that they give no permissions to it. */
const isKnownLibrary = perName(name =>
  /^(?:aws-cdk-lib|@aws-cdk\/aws-[\w-]+-alpha|constructs|cdk-nag|global\.(?:console|JSON|Object|Array|Promise|Map|Set|String|Number|Boolean|Math|Date|process|require|structuredClone))\b/.test(
    name,
  ),
);

/** The methods of an escape hatch that write a property or an attribute. */
const OVERRIDES = /^add(Property)?(Deletion)?Override$/;

/** The names of what stands in libraries, by what it stands in: each is put together once. */
const names = perName(() => new Map<string, string>());

/** What somebody types is asked for letter by letter. */
const MOST_NAMES = 1_000;

function inside(fqn: string, name: string): string {
  const known = names(fqn);
  let whole = known.get(name);
  if (whole === undefined) {
    whole = `${fqn}.${name}`;
    if (known.size >= MOST_NAMES) known.clear();
    known.set(name, whole);
  }
  return whole;
}

export class Constructs implements Library {
  readonly nodes: Node[] = [];
  readonly policies = new Policies(this);
  readonly wiring = new Wiring(this);
  readonly beside = new Beside();
  readonly routes = new Routes();
  /** The root under which constructs without a visible scope stand. */
  root: { readonly uri: string; readonly name: string } = { uri: '', name: '' };
  /** The instance that is evaluated as a root of its own. */
  rootClass: unknown = null;
  /** The conditions under which the code that runs now is run; whoever runs it says them here. */
  conditions: readonly string[] = [];
  readonly #json: (uri: string) => V;
  readonly #paths = new Map<string, number>();
  /** How much each place in the code has made. */
  readonly #places = new Map<string, number>();

  /** @param json Gives what stands in a file of JSON, if it is one that is read. */
  constructor(json: (uri: string) => V) {
    this.#json = json;
  }

  member(of: V, name: string, at: SourceSpan): V {
    if (of.t === 'lib') {
      if (of.fqn.startsWith('global.process'))
        return name === 'env' ? { t: 'lib', fqn: 'global.process.env', written: at } : unseen('environment variable');
      if (of.fqn === 'aws-cdk-lib.Aws' && entryOf(PSEUDO, name)) return { t: 'pseudo', name: PSEUDO[name] as string };
      if (of.fqn.startsWith('global.') && !/^global\.(Object|Array|String|Number|JSON|Math)$/.test(of.fqn))
        return unseen('global');
      if (name === 'default') return of;
      return { t: 'lib', fqn: inside(of.fqn, name), written: at };
    }
    if (of.t === 'node') return this.#nodeMember(of, name);
    if (of.t === 'made' || of.t === 'member') {
      const node = escapeHatch(of);
      // The L1 construct behind an L2 construct is the same resource.
      if (node) return { t: 'member', of: node, name };
      if (of.t === 'member' && of.name === 'node' && of.of.t === 'node') {
        if (name === 'id') return lit(of.of.id);
        if (name === 'scope' && of.of.scope) return this.#self(of.of.scope);
        if (name === 'path') return lit(of.of.path);
      }
      return { t: 'member', of, name };
    }
    return unseen('member');
  }

  #self(node: Node): V {
    return node.instance ?? node;
  }

  #nodeMember(node: Node, name: string): V {
    if (name === 'stack') return node.stack ? this.#self(node.stack) : unseen('stack');
    if ((node.kind === 'stack' || node.kind === 'nested' || node.kind === 'stage') && entryOf(PSEUDO, name))
      return this.environment(node, name);
    return { t: 'member', of: node, name };
  }

  /** A member of a stack's environment: what `env` says where it says it, else the token. */
  environment(node: Node, name: string): V {
    if (name === 'account' || name === 'region') {
      for (let at: Node | null = node; at; at = at.scope) {
        const env = at.props?.v.t === 'obj' ? at.props.v.entries.get('env')?.v : undefined;
        const value = env?.t === 'obj' ? env.entries.get(name)?.v : undefined;
        if (value?.t === 'lit' && value.value !== null) return value;
        if (value?.t === 'choice') return value;
        if (value && value.t !== 'undef') break;
      }
    }
    if (name === 'stackName' && node.kind === 'stack') {
      const given = node.props?.v.t === 'obj' ? node.props.v.entries.get('stackName')?.v : undefined;
      if (given && given.t !== 'undef') return given;
    }
    return { t: 'pseudo', name: entryOf(PSEUDO, name) as string };
  }

  call(on: V, name: string, args: readonly Item[], at: SourceSpan, nameAt: SourceSpan): V {
    if (on.t === 'lib') {
      if (!isKnownLibrary(on.fqn)) this.given(args, at);
      return this.#static(name === '' ? on.fqn : inside(on.fqn, name), args, at);
    }
    this.routes.method(on, name, args, at);
    if (on.t === 'unknown') {
      if (!/^grant/.test(name)) this.given(args, at);
      this.beside.method(on, null, name, args, at);
      this.policies.method(on, name, args, at, nameAt);
      this.wiring.method(on, name, args, at, nameAt);
      return unseen('function call');
    }
    if (on.t !== 'node' && on.t !== 'made' && on.t !== 'member') return unseen('method');
    if (on.t === 'made' && on.fqn === 'aws-cdk-lib.Validations.of' && name === 'acknowledge') {
      const list: V = { t: 'arr', items: [...args], complete: true, at, slot: null };
      this.#silenced(on.args[0], { v: list, at }, true, at);
      return { t: 'undef' };
    }
    const base = baseOf(on);
    this.beside.method(on, base, name, args, at);
    const hatch = escapeHatch(on);
    if (on.t === 'node' || hatch) {
      const node = hatch ?? (on as Node);
      if (this.#nodeMethod(node, name, args, at)) return { t: 'undef' };
      if (name === 'addFunctionUrl' && !hatch && node.type === 'AWS::Lambda::Function')
        return this.#functionUrl(node, args[0] ?? null, at, nameAt);
      const isTarget = name === 'addTarget' && node.type === RULE;
      if (node.level !== 1 && changes(name) && (isTarget || !isNeutral(name))) node.touched = true;
    }
    if (on.t === 'member' && on.name === 'node' && on.of.t === 'node') {
      if (name === 'findChild' || name === 'tryFindChild') {
        const id = args[0]?.v;
        if (id?.t === 'lit' && (id.value === 'Resource' || id.value === 'Default'))
          return { t: 'member', of: on, name: 'defaultChild' };
        const child = this.nodes.find(n => n.scope === on.of && id?.t === 'lit' && n.id === id.value);
        return child ? this.#self(child) : unseen('child');
      }
      if (name === 'tryGetContext' || name === 'getContext') return unseen('context');
    }
    this.policies.method(on, name, args, at, nameAt);
    this.wiring.method(on, name, args, at, nameAt);
    // Chains such as `statement.addActions()` give nothing; what gives something stands for a part of its receiver.
    return { t: 'made', fqn: `${base ? base.fqn : ''}.${name}`, args, at, on };
  }

  /** The construct that `fn.addFunctionUrl(options)` makes: `new FunctionUrl(fn, 'FunctionUrl', { function: fn, ...options })`. */
  #functionUrl(fn: Node, options: Item | null, at: SourceSpan, nameAt: SourceSpan): V {
    const given: V = options?.v ?? { t: 'obj', entries: new Map(), complete: true, at, slot: null };
    const own: Field = { v: fn, at, keyAt: nameAt, whole: at };
    const props: V =
      given.t === 'obj'
        ? { ...given, entries: new Map([...given.entries, ['function', own]]) }
        : { t: 'obj', entries: new Map([['function', own]]), complete: false, at, slot: null };
    const args = [
      { v: fn, at },
      { v: lit('FunctionUrl'), at: nameAt },
      { v: props, at: options?.at ?? at },
    ];
    return this.#add('aws-cdk-lib.aws_lambda.FunctionUrl', args, { ...siteOf(at), classAt: nameAt }, null, false);
  }

  given(args: readonly Item[], at: SourceSpan): void {
    this.policies.given(args, at);
    this.routes.given(args, at);
    // Whoever is given a rule may add targets to it.
    const values = args.flatMap(({ v }) => (v.t === 'obj' ? [...v.entries.values()].map(f => f.v) : [v]));
    for (const node of values.flatMap(nodesOf)) if (node.type === RULE) node.touched = true;
  }

  /** Escape hatches and attributes; true when the call was one. */
  #nodeMethod(node: Node, name: string, args: readonly Item[], at: SourceSpan): boolean {
    const when = [...this.conditions];
    if (OVERRIDES.test(name)) {
      const path = args[0]?.v;
      const value = args[1] ?? { v: { t: 'undef' } as V, at };
      if (path?.t !== 'lit' || typeof path.value !== 'string') {
        node.touched = true;
        return true;
      }
      // A dot of a key stands behind a backslash.
      const keys = path.value.split(/(?<!\\)\./).map(key => key.replaceAll('\\.', '.'));
      const keyAt = (args[0] as Item).at;
      const field: Field = { ...value, keyAt, whole: at };
      if (name.startsWith('addProperty')) node.overrides.push({ path: keys, item: field, when, names: 'template' });
      else if (keys[0] === 'Properties')
        node.overrides.push({ path: keys.slice(1), item: field, when, names: 'template' });
      else this.attribute(node, keys[0] as string, keys.length > 1 ? { ...field, v: unseen('override') } : field);
      return true;
    }
    if (name === 'applyRemovalPolicy') {
      const policy = args[0];
      if (policy) {
        const field: Field = { v: removal(policy.v), at: policy.at, keyAt: at, whole: at };
        this.attribute(node, 'DeletionPolicy', field);
        this.attribute(node, 'UpdateReplacePolicy', field);
      }
      return true;
    }
    if (name === 'addMetadata') {
      const [key, value] = args;
      const known = key?.v.t === 'lit' && value;
      const v = known ? record(at, { [String((key.v as V & { t: 'lit' }).value)]: value }) : unseen('metadata');
      this.attribute(node, 'Metadata', { v, at, keyAt: at, whole: at });
      return true;
    }
    return false;
  }

  /** What another tool is told to leave alone stands in the metadata of what it is told of, as cdk-nag writes it. */
  #silenced(on: Item | undefined, list: Item | undefined, below: boolean, at: SourceSpan): void {
    if (!on || !list) return;
    const named = on.v.t === 'arr' ? on.v.items.flatMap(i => nodesOf(i.v)) : nodesOf(on.v);
    const metadata = record(at, { cdk_nag: { v: record(at, { rules_to_suppress: list }), at } });
    for (const node of this.nodes)
      if (named.includes(node) || (below && named.some(top => isBelow(node, top))))
        this.attribute(node, 'Metadata', { v: metadata, at, keyAt: at, whole: at });
  }

  attribute(node: Node, name: string, field: Field): void {
    const before = name === 'Metadata' ? node.names.lastIndexOf(name) : -1;
    const old = before < 0 ? undefined : node.attributes[before];
    // Metadata is added to, key by key.
    if (old?.v.t === 'obj' && field.v.t === 'obj') {
      field = { ...field, v: { ...field.v, entries: new Map([...old.v.entries, ...field.v.entries]) } };
    }
    node.names.push(name);
    node.attributes.push(this.conditions.length > 0 ? { ...field, v: unseen('conditional') } : field);
  }

  #static(fqn: string, args: readonly Item[], at: SourceSpan): V {
    const [first] = args;
    const last = fqn.slice(fqn.lastIndexOf('.') + 1);
    if (/^(path|node:path)(\.posix)?\.(join|resolve)$/.test(fqn)) return joinPath(args);
    if (/^(path|node:path)(\.posix)?\.dirname$/.test(fqn) && first?.v.t === 'lit')
      return lit(String(first.v.value).replace(/\/[^/]*$/, ''));
    if (fqn === 'global.String' && first) return settled(concat({ t: 'text', parts: [] }, first.v, first.at));
    if (/^cdk-nag\.NagSuppressions\.add(Resource|Stack)Suppressions$/.test(fqn)) {
      const below = args[2]?.v.t === 'lit' && args[2].v.value === true;
      this.#silenced(first, args[1], below || last === 'addStackSuppressions', at);
    }
    if (fqn === 'aws-cdk-lib.Stack.of' && first) {
      const [node] = nodesOf(first.v);
      return node?.stack ? this.#self(node.stack) : { t: 'lib', fqn: 'aws-cdk-lib.Aws', written: null };
    }
    if (fqn.startsWith('aws-cdk-lib.Fn.')) return intrinsic(last, args, at);
    if (fqn === 'aws-cdk-lib.aws_iam.ManagedPolicy.fromAwsManagedPolicyName' && first)
      return each(first.v, name => managedPolicyArn(name, first.at));
    if (/\.SecretValue\.(unsafePlainText|plainText)$/.test(fqn) && first) return first.v;
    if (fqn.endsWith('.Lazy.string') || fqn.endsWith('.Lazy.any')) return unseen('lazy value');
    if (fqn === 'aws-cdk-lib.aws_iam.PolicyStatement.fromJson' && first)
      return this.policies.statement(first, at, 'json');
    if (fqn === 'aws-cdk-lib.aws_iam.PolicyDocument.fromJson' && first)
      return this.policies.document(first, at, 'json');
    if (/^aws-cdk-lib\.aws_iam\.Grant\.addToPrincipal(OrResource|AndResource)?$/.test(fqn) && first)
      this.policies.addToPrincipal(first, at);
    if (fqn === 'global.JSON.parse' && first) {
      const file = readFrom(first.v);
      if (file !== null) return this.#json(file);
    }
    if (fqn === 'aws-cdk-lib.aws_ec2.InstanceType.of' && args.length === 2) {
      const parts = args.map(a => (a.v.t === 'lib' ? lowering().statics[a.v.fqn] : undefined));
      if (parts.every(p => typeof p === 'string')) return lit(parts.join('.'));
    }
    if (/^from[A-Z]/.test(last) && first && nodesOf(first.v).length > 0 && args.length >= 2)
      return this.#add(fqn.slice(0, fqn.lastIndexOf('.')), args, siteOf(at), null, true);
    if (fqn.startsWith('global.')) return unseen('function call');
    this.beside.unknownCall(last, args, at);
    return { t: 'made', fqn, args, at, on: null };
  }

  construct(fqn: string, args: readonly Item[], site: Site, instance: Instance | null): V {
    if (!this.#mayMake(site.at)) return unseen('too many constructs');
    if (fqn === 'aws-cdk-lib.aws_iam.PolicyStatement' && args.length <= 1) {
      // What a class of the user's own does to the statement that it is can't be followed.
      const item = instance && args[0] ? { ...args[0], v: withMore(args[0].v) } : (args[0] ?? null);
      return this.policies.statement(item, site.at, 'props', instance ?? undefined);
    }
    if (fqn === 'aws-cdk-lib.aws_iam.PolicyDocument' && args.length <= 1 && !instance)
      return this.policies.document(args[0] ?? null, site.at, 'props');
    if (!this.#isConstruct(fqn, args, instance)) {
      if (/\.aws_(ec2\.InstanceType|lambda\.Runtime)$/.test(fqn) && args[0]?.v.t === 'lit') return args[0].v;
      return { t: 'made', fqn, args, at: site.at, on: null };
    }
    const v = this.#add(fqn, args, site, instance, false);
    if (v.t === 'node') {
      this.policies.constructed(v);
      this.wiring.constructed(v);
      if (!isKnownLibrary(fqn)) this.given(args.slice(1), site.at);
    }
    return v;
  }

  #isConstruct(fqn: string, args: readonly Item[], instance: Instance | null): boolean {
    if (fqn in KINDS) return true;
    const table = lowering();
    if (table.constructs[fqn] !== undefined || table.l1[fqn] !== undefined) return true;
    const [scope, id] = args;
    if (scope && id && nodesOf(scope.v).length > 0) return isText(id.v) || id.v.t === 'unknown';
    if (instance && /^aws-cdk-lib\./.test(fqn)) return true;
    // A base class from a package or a file that we don't see: `super(scope, id, …)` says that it is a construct.
    return instance !== null && args.length >= 2 && this.rootClass === instance.cls;
  }

  #mayMake({ uri, start }: SourceSpan): boolean {
    const place = `${uri}@${start}`;
    const count = (this.#places.get(place) ?? 0) + 1;
    this.#places.set(place, count);
    return count <= MAX_OF_PLACE;
  }

  #add(fqn: string, args: readonly Item[], site: Site, instance: Instance | null, imported: boolean): V {
    if (this.nodes.length >= MAX_NODES) return unseen('too many constructs');
    const kind: Node['kind'] = entryOf(KINDS, fqn) ?? (instance && /Stack$/.test(fqn) ? 'stack' : 'construct');
    const hasScope = kind !== 'app';
    const scope = hasScope && args[0] ? (nodesOf(args[0].v)[0] ?? null) : null;
    const idItem = hasScope ? (args[1] ?? null) : null;
    const props = (hasScope ? args[2] : args[0]) ?? null;
    const isRoot = instance !== null && this.rootClass === instance.cls && scope === null;
    const id =
      kind === 'app' ? '' : isRoot && !isText(idItem?.v) ? (instance.cls.cls.name ?? 'Root') : idText(idItem?.v, site);
    const above = scope ? scope.path : isRoot || kind === 'app' ? '' : this.root.name;
    const root = scope ? scope.root : this.root.uri;
    let path = above === '' ? id : `${above}/${id}`;
    const key = `${root}#${path}`;
    const seen = this.#paths.get(key) ?? 0;
    this.#paths.set(key, seen + 1);
    // Two apps in one file share the empty path; what is in them does not.
    const isFirst = seen === 0 || kind === 'app';
    if (!isFirst) path += `#${seen + 1}`;
    const table = lowering();
    const l1 = table.l1[fqn];
    const node: Node = {
      t: 'node',
      serial: this.nodes.length,
      kind,
      fqn,
      id,
      path,
      graphId: isFirst ? key : `${root}#${path}`,
      scope,
      stack: null,
      root,
      site,
      props,
      idItem,
      overrides: [],
      attributes: [],
      names: [],
      instance,
      imported,
      repeated: this.conditions.includes(''),
      sometimes: this.conditions.length > 0,
      touched: false,
      type: imported ? null : (l1 ?? table.constructs[fqn]?.type ?? null),
      level: l1 || /\.Cfn[A-Z]\w*$/.test(fqn) ? 1 : 2,
    };
    const isStack = kind === 'stack' || kind === 'nested';
    (node as { stack: Node | null }).stack = isStack ? node : scope ? scope.stack : null;
    if (instance) instance.node = node;
    this.nodes.push(node);
    return node;
  }

  assign(to: V, name: string, field: Field, conditions: readonly string[]): void {
    const hatch = to.t === 'node' ? to : escapeHatch(to);
    if (hatch) {
      // L1 constructs take their properties by assignment; what an L2 construct's members mean is not known.
      if (to === hatch && hatch.level !== 1) hatch.touched = true;
      else hatch.overrides.push({ path: [name], item: field, when: [...conditions], names: 'props' });
      return;
    }
    if (to.t === 'member' && to.name === 'cfnOptions' && to.of.t === 'node') {
      const names: Record<string, string> = {
        deletionPolicy: 'DeletionPolicy',
        updateReplacePolicy: 'UpdateReplacePolicy',
        condition: 'Condition',
        metadata: 'Metadata',
        updatePolicy: 'UpdatePolicy',
      };
      // The keys of an update policy are the library's, not CloudFormation's.
      const v = name === 'updatePolicy' ? unseen('update policy') : removal(field.v);
      if (names[name]) this.attribute(to.of, names[name], { ...field, v });
      return;
    }
    if (this.policies.assign(to, name, field)) return;
    const base = baseOf(to);
    if (base) base.touched = true;
  }
}

/** The file that `fs.readFileSync(path.join(__dirname, 'policy.json'))` reads; null for anything else. */
function readFrom(v: V): string | null {
  if (v.t !== 'made') return null;
  if (v.fqn.endsWith('.toString') && v.on) return readFrom(v.on);
  const path = /^(node:)?fs\.readFileSync$/.test(v.fqn) ? v.args[0]?.v : undefined;
  return path?.t === 'lit' && typeof path.value === 'string' ? path.value : null;
}

/** An object that nobody wrote as one. */
function record(at: SourceSpan, fields: Readonly<Record<string, Item>>): V {
  const entries = new Map(Object.entries(fields).map(([key, item]) => [key, { ...item, keyAt: at, whole: at }]));
  return { t: 'obj', entries, complete: true, at, slot: null };
}

function isBelow(node: Node, top: Node): boolean {
  for (let at = node.scope; at; at = at.scope) if (at === top) return true;
  return false;
}

/** An object of which not all keys are seen. */
function withMore(v: V): V {
  return v.t === 'obj' ? { ...v, complete: false } : unseen('a class of its own');
}

/** The construct at the start of a chain of members and calls. */
export function baseOf(v: V): Node | null {
  let at: V | null = v;
  for (let i = 0; at && i < 50; i++) {
    if (at.t === 'node') return at;
    if (at.t === 'inst') return at.node;
    at = at.t === 'member' ? at.of : at.t === 'made' ? at.on : null;
  }
  return null;
}

/** `construct.node.defaultChild`: the construct whose L1 it is; null for anything else. */
export function escapeHatch(v: V): Node | null {
  return v.t === 'member' &&
    v.name === 'defaultChild' &&
    v.of.t === 'member' &&
    v.of.name === 'node' &&
    v.of.of.t === 'node'
    ? v.of.of
    : null;
}

function isText(v: V | undefined): boolean {
  return v !== undefined && ((v.t === 'lit' && typeof v.value === 'string') || v.t === 'text' || v.t === 'choice');
}

/** A construct id for paths; what is not known of it is `${…}`. */
function idText(v: V | undefined, site: Site): string {
  if (v?.t === 'lit') return String(v.value).replaceAll('/', '--');
  if (v?.t === 'text') return v.parts.map(p => p.text ?? '${…}').join('');
  if (v?.t === 'choice') return idText(v.branches[0]?.v, site);
  return site.variable?.replace(/^this\./, '') ?? site.written.replace(/^.*\./, '');
}

function siteOf(at: SourceSpan): Site {
  return { at, classAt: at, written: '', variable: null, slot: null };
}

/** `RemovalPolicy.DESTROY` and `CfnDeletionPolicy.DELETE` as CloudFormation says them. */
export function removal(v: V): V {
  return each(v, b => {
    if (b.t !== 'lib') return b;
    const name = /\.(?:RemovalPolicy|CfnDeletionPolicy)\.(\w+)$/.exec(b.fqn)?.[1];
    const values: Record<string, string> = {
      DESTROY: 'Delete',
      DELETE: 'Delete',
      RETAIN: 'Retain',
      SNAPSHOT: 'Snapshot',
      RETAIN_ON_UPDATE_OR_DELETE: 'RetainExceptOnCreate',
      RETAIN_EXCEPT_ON_CREATE: 'RetainExceptOnCreate',
    };
    return name && values[name] ? lit(values[name], b.written) : unseen('removal policy');
  });
}

/** AWS managed policies are named by ARN in templates; both languages give the same value. */
export function managedPolicyArn(name: V, at: SourceSpan): V {
  if (name.t === 'lit' && typeof name.value === 'string')
    return lit(`arn:aws:iam::aws:policy/${name.value}`, name.written ?? at);
  return concat({ t: 'text', parts: [{ text: 'arn:aws:iam::aws:policy/', written: null }] }, name, at);
}

function joinPath(args: readonly Item[]): V {
  const pieces = args.map(a => (a.v.t === 'lit' && typeof a.v.value === 'string' ? a.v.value : null));
  if (pieces.length === 0 || pieces.some(p => p === null)) return unseen('path');
  let path = pieces[0] as string;
  for (const piece of pieces.slice(1)) path = joinUri(`${path}/.`, piece as string);
  return lit(path);
}

/** `Fn.x` as values. */
function intrinsic(name: string, args: readonly Item[], at: SourceSpan): V {
  const [a, b] = args;
  switch (name) {
    case 'join': {
      if (a?.v.t !== 'lit' || b?.v.t !== 'arr' || !b.v.complete) return unseen('Fn.join');
      const separator = String(a.v.value);
      let text: V = { t: 'text', parts: [] };
      b.v.items.forEach((item, i) => {
        if (i > 0 && separator !== '') text = concat(text, lit(separator), item.at);
        text = concat(text, item.v, item.at);
      });
      return settled(text);
    }
    case 'ref':
      return a?.v.t === 'lit' && String(a.v.value).startsWith('AWS::')
        ? { t: 'pseudo', name: String(a.v.value) }
        : unseen('Fn.ref');
    case 'sub': {
      if (a?.v.t !== 'lit' || b) return unseen('Fn.sub');
      const parts: ({ text: string; written: SourceSpan | null } | { text: null; item: Item })[] = [];
      for (const piece of String(a.v.value).split(/(\$\{[^}]*\})/)) {
        const name = /^\$\{([^!}][^}]*)\}$/.exec(piece)?.[1];
        if (name === undefined) {
          if (piece !== '') parts.push({ text: piece, written: null });
        } else
          parts.push({
            text: null,
            item: { v: name.startsWith('AWS::') ? { t: 'pseudo', name } : unseen('Fn.sub'), at },
          });
      }
      return settled({ t: 'text', parts });
    }
    default:
      return { t: 'made', fqn: `aws-cdk-lib.Fn.${name}`, args, at, on: null };
  }
}
