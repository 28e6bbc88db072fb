/**
 * Hooks in aws-cdk-lib and constructs that say which call made or changed what. Each is put in place as its module is
 * loaded, so that every other module of the library gets it from there, and does nothing outside of a run.
 */
import type { Annotation } from '../protocol.ts';
import type { CfnResource, Construct, Node } from './cdk.ts';
import { deprecated } from './deprecations.ts';
import { hookDocuments, hookMerging, hookStatements } from './policies.ts';
import { current } from './recording.ts';
import { type Call, type Exports, wrap } from './wrap.ts';

/** Of the module `constructs/lib/construct.js`. */
export function hookConstructs(exports: Exports): void {
  const node = exports.Node?.prototype;
  wrap(
    node,
    'addChild',
    original =>
      function addChild(this: Node, ...args) {
        const recording = current();
        if (recording) {
          const child = args[0] as Construct;
          if (!this.scope) recording.roots.add(this.host);
          recording.created.set(child, recording.capture(addChild));
          recording.latest = child;
        }
        return original.apply(this, args);
      },
  );
  wrap(
    node,
    'addMetadata',
    original =>
      function addMetadata(this: Node, ...args) {
        const level = /^aws:cdk:(error|warning|info)$/.exec(String(args[0]))?.[1] as Annotation['level'] | undefined;
        const recording = current();
        if (level && recording) {
          const chain = recording.capture(addMetadata);
          recording.annotations.push({ level, message: String(args[1]), construct: this.path, chain });
        }
        return original.apply(this, args);
      },
  );
  wrap(
    node,
    'tryGetContext',
    original =>
      function tryGetContext(this: Node, ...args) {
        const value = original.apply(this, args);
        if (value === undefined) current()?.absent('context', String(args[0]), tryGetContext);
        return value;
      },
  );
}

/** The attribute or property that an override such as `Properties.A.0.B` or `UpdatePolicy.X` is about. */
function overridden(path: string): string {
  const parts = path.split(/(?<!\\)\./).map(p => p.replace(/\\\./g, '.'));
  return parts[0] === 'Properties' && parts[1] !== undefined ? parts[1] : `@${parts[0]}`;
}

const capitalized = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** `type` in a form that tells `then` of each instance made in a run, when its constructor is through. */
function watchingInstances(type: Exports, then: (made: CfnResource) => void): Exports {
  const watching: Exports = new Proxy(type, {
    construct(target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget === watching ? target : newTarget) as CfnResource;
      if (current()) then(made);
      return made;
    },
  });
  return watching;
}

/** Of the module that has `CfnResource`. */
function hookResources(exports: Exports): void {
  wrap(
    exports.CfnResource?.prototype,
    'addOverride',
    original =>
      function addOverride(this: CfnResource, ...args) {
        current()?.change(this, overridden(String(args[0])), addOverride);
        return original.apply(this, args);
      },
  );
  // Newer versions announce what their setters set, by its name in CloudFormation.
  wrap(
    exports,
    'traceProperty',
    original =>
      function traceProperty(this: unknown, ...args) {
        current()?.change((args[0] as Node).host, String(args[1]), traceProperty);
        return original.apply(this, args);
      },
  );
  // The attributes beside the properties: removal policies, conditions, metadata.
  if (!exports.CfnResource) return;
  const watching = watchingInstances(exports.CfnResource, made => {
    const cfnOptions = new Proxy(made.cfnOptions, {
      set: function set(target, name, value) {
        current()?.change(made, `@${capitalized(String(name))}`, set);
        return Reflect.set(target, name, value);
      },
    });
    Object.assign(made, { cfnOptions });
  });
  Object.assign(exports, { CfnResource: watching });
}

function hookTags(exports: Exports): void {
  for (const name of ['setTag', 'removeTag']) {
    wrap(
      exports.TagManager?.prototype,
      name,
      original =>
        function tag(this: object, ...args) {
          // By the manager: the resource that it belongs to is found when the run is over.
          current()?.change(this, 'Tags', tag);
          return original.apply(this, args);
        },
    );
  }
}

/** What an Aspect does is the doing of the call that added it. */
function hookAspects(exports: Exports): void {
  const wrapped = new WeakMap<object, number>();
  wrap(
    exports.Aspects?.prototype,
    'add',
    original =>
      function add(this: unknown, ...args) {
        const aspect = args[0] as { visit?: Call } | undefined;
        const recording = current();
        const visit = aspect?.visit;
        if (recording && aspect && typeof visit === 'function' && Object.isExtensible(aspect) && !wrapped.has(aspect)) {
          wrapped.set(aspect, recording.capture(add));
          const visiting = function (this: unknown, ...visited: unknown[]) {
            const running = current();
            if (!running) return visit.apply(this, visited);
            const before = running.ambient;
            running.ambient = wrapped.get(aspect) ?? -1;
            try {
              return visit.apply(this, visited);
            } finally {
              running.ambient = before;
            }
          };
          Object.defineProperty(aspect, 'visit', { value: visiting, configurable: true, writable: true });
        }
        return original.apply(this, args);
      },
  );
}

function hookSynthesis(exports: Exports): void {
  wrap(
    exports.Stage?.prototype,
    'synth',
    original =>
      function synth(this: unknown, ...args) {
        const recording = current();
        if (!recording) return original.apply(this, args);
        recording.synthesizing++;
        try {
          return original.apply(this, args);
        } finally {
          recording.synthesizing--;
        }
      },
  );
}

function hookLookups(exports: Exports): void {
  wrap(
    exports.ContextProvider,
    'getValue',
    original =>
      function getValue(this: { getKey: Call }, ...args) {
        const result = original.apply(this, args) as { value?: unknown };
        const recording = current();
        if (recording) {
          const { node } = args[0] as Construct;
          const { provider, dummyValue } = args[1] as { provider: string; dummyValue?: unknown };
          const { key } = this.getKey(...args) as { key: string };
          if (node.tryGetContext(key) === undefined && !recording.missing.some(m => m.key === key))
            recording.missing.push({
              key,
              provider,
              dummy: dummyValue ?? DUMMIES[provider] ?? null,
              chain: recording.capture(getValue),
            });
        }
        return result;
      },
  );
}

/** What the library takes where a lookup is given no dummy, as it does for networks. */
const DUMMIES: Readonly<Record<string, unknown>> = {
  'vpc-provider': {
    vpcId: 'vpc-12345',
    vpcCidrBlock: '1.2.3.4/5',
    availabilityZones: ['dummy1a', 'dummy1b'],
    subnetIds: ['s-12345', 's-67890', 'p-12345', 'p-67890', 'i-12345', 'i-67890'],
    routeTableIds: ['rtb-12345s', 'rtb-67890s', 'rtb-12345p', 'rtb-57890p'],
  },
};

/**
 * Older versions keep the properties of an L1 as fields, and a field that is set says nothing. There the class is exported
 * in a form that watches the fields of each instance, once it is constructed.
 */
export function hookFields(exports: Exports): void {
  for (const [name, type] of Object.entries(exports)) {
    if (typeof type !== 'function' || !Object.hasOwn(type, 'CFN_RESOURCE_TYPE_NAME')) continue;
    const { prototype } = type;
    // A property with a setter of its own announces itself.
    const properties = propertiesOf(prototype).filter(p => !Object.getOwnPropertyDescriptor(prototype, p)?.set);
    if (properties.length === 0) continue;
    const watching = watchingInstances(type, made => {
      for (const property of properties) watch(made, property);
    });
    Object.assign(exports, { [name]: watching });
  }
}

/** The fields that the getter `cfnProperties` collects: its text is generated, and always has this form. */
function propertiesOf(prototype: object): string[] {
  const getter = Object.getOwnPropertyDescriptor(prototype, 'cfnProperties')?.get;
  return [...String(getter ?? '').matchAll(/\b(\w+):\s*this\.\1\b(?!\.)/g)].map(m => m[1] as string);
}

function watch(resource: CfnResource, property: string): void {
  const own = Object.getOwnPropertyDescriptor(resource, property);
  if (!own || !('value' in own) || !own.configurable) return;
  let { value } = own;
  Object.defineProperty(resource, property, {
    configurable: true,
    enumerable: true,
    get: () => value,
    set: function setter(next) {
      current()?.change(resource, capitalized(property), setter);
      value = next;
    },
  });
}

/** What is hooked, by the path of the module in aws-cdk-lib. */
export const LIBRARY_HOOKS: Readonly<Record<string, (exports: Exports) => void>> = {
  'core/lib/cfn-resource.js': hookResources,
  'core/lib/tag-manager.js': hookTags,
  'core/lib/aspect.js': hookAspects,
  'core/lib/stage.js': hookSynthesis,
  'core/lib/context-provider.js': hookLookups,
  'aws-iam/lib/policy-statement.js': hookStatements,
  'aws-iam/lib/policy-document.js': hookDocuments,
  'aws-iam/lib/private/merge-statements.js': hookMerging,
};

const DEPRECATED = Symbol.for('plumbline.deprecated');

/** Makes `deprecated` known to what `reportingDeprecations` gives. */
export function shareDeprecations(): void {
  Object.assign(globalThis, { [DEPRECATED]: deprecated });
}

/**
 * The text of `.warnings.jsii.js` with its function `print` reporting here: it is not to be had from outside, and warns of
 * each API only once in a process.
 */
export function reportingDeprecations(content: string): string {
  return content.replace(
    /function print\(name, ?deprecationMessage\) ?\{/,
    start => `${start}if(globalThis[Symbol.for('${DEPRECATED.description}')](name,deprecationMessage))return;`,
  );
}
