/**
 * The common shape of rules about data, encryption and access: one property of a type must be so. A rule says where the
 * property stands, when it is wrong and what to write; scenarios, places, wording and the fix are made here.
 */
import type { SourceSpan } from '../core/document.ts';
import type { NewValue } from '../core/intent.ts';
import type { Resource } from '../core/resource.ts';
import type { Rule } from '../core/rule.ts';
import { listed } from './iam/statements.ts';
import { type Scenario, type Value, at, booleanOf, inScenario, rendered, scenarios, stringOf } from '../core/value.ts';

/** A value that can be judged: what is not visible is never asked about. */
export type Seen = Exclude<Scenario['value'], { readonly kind: 'unknown' }>;

export interface Setting {
  /** Where the property stands, by type: a dotted path, `*` for each item of a list. */
  readonly places: Readonly<Record<string, string | readonly string[]>>;
  /** Whether a value is wrong; `absent` is what is not written. `property` is the last key of the path. */
  readonly wrong: (value: Seen, resource: Resource, property: string) => boolean;
  /** Whether the rule is about this resource at all; left out where it always is. */
  readonly concerns?: (resource: Resource) => boolean;
  /** With `{name}` of the resource, `{value}` as it stands there, `{when}`, and `{what}` of `words`. */
  readonly message: string;
  /** What a place is for, by its path as in `places`: for messages and titles of rules with several. */
  readonly words?: Readonly<Record<string, string>>;
  /** The fix; null where only the user knows. The title takes `{name}` and `{what}`; the prover lowers the safety of replacements. */
  readonly mend: {
    readonly title: string;
    readonly to: NewValue | ((resource: Resource, property: string) => NewValue);
    /** `review` where left out. */
    readonly safety?: 'safe' | 'review';
    /** What is to be set along with it, by dotted path. */
    readonly also?: Readonly<Record<string, NewValue>>;
  } | null;
}

interface Data {
  readonly paths: readonly (readonly string[])[];
  readonly what: string;
}

interface Fault {
  readonly path: readonly string[];
  readonly value: Seen;
  readonly span: SourceSpan;
  readonly when: string;
  readonly what: string;
}

interface Place {
  readonly path: readonly string[];
  readonly value: Scenario['value'];
  readonly when: readonly string[];
}

/** The parts of a rule that follow from a setting: spread them into `defineRule`. */
export function setting(
  what: Setting,
): Required<Pick<Rule<'wrong'>, 'messages' | 'types' | 'checkResource'>> & Pick<Rule<'wrong'>, 'fix'> {
  const { mend } = what;
  return {
    messages: { wrong: what.message },
    types: Object.keys(what.places),
    *checkResource(resource) {
      if (what.concerns && !what.concerns(resource)) return;
      const faults = [what.places[resource.type] ?? []].flat().flatMap(dotted =>
        placesOf(resource.properties, dotted.split('.')).flatMap(({ path, value, when }) => {
          // Conditions that the CDK adds (regions without a feature) are nobody's to change.
          if (when.some(condition => /^(not )?AwsCdk/.test(condition))) return [];
          if (value.kind === 'unknown' || !what.wrong(value, resource, path.at(-1) as string)) return [];
          const span = value.kind !== 'absent' && value.origin === 'written' ? value.span : resource.nameSpan;
          return [{ path, value, span, when: inScenario(when), what: what.words?.[dotted] ?? '' }];
        }),
      );
      // What is nowhere written is said at the resource, all at once.
      for (const together of Map.groupBy(faults, f => `${f.span.start} ${f.when}`).values()) {
        const [first] = together as [Fault, ...Fault[]];
        const data: Data = { paths: together.map(f => f.path), what: listed([...new Set(together.map(f => f.what))]) };
        yield {
          message: 'wrong',
          at: first.span,
          params: { name: resource.logicalId, what: data.what, value: rendered(first.value), when: first.when },
          subject: first.path.join('.'),
          data,
        };
      }
    },
    ...(mend && {
      fix({ resource, data }) {
        if (!resource) return 'the resource is no longer there';
        const { paths, what } = data as Data;
        const set = (path: readonly string[], value: NewValue) =>
          ({ kind: 'setProperty', resource: resource.id, path, value }) as const;
        const to = (path: readonly string[]) =>
          typeof mend.to === 'function' ? mend.to(resource, path.at(-1) as string) : mend.to;
        return [
          {
            title: mend.title.replaceAll('{name}', resource.logicalId).replaceAll('{what}', what),
            intents: [
              ...paths.map(path => set(path, to(path))),
              ...Object.entries(mend.also ?? {}).map(([other, value]) => set(other.split('.'), value)),
            ],
            safety: mend.safety ?? 'review',
          },
        ];
      },
    }),
  };
}

/** The values at a path in every scenario; `*` goes through the items of a list as far as they can be seen. */
function placesOf(root: Value, path: readonly string[]): readonly Place[] {
  const star = path.indexOf('*');
  if (star < 0) return scenarios(at(root, ...path)).map(({ value, when }) => ({ path, value, when }));
  const [head, tail] = [path.slice(0, star), path.slice(star + 1)];
  return scenarios(at(root, ...head)).flatMap(list =>
    list.value.kind !== 'list'
      ? []
      : list.value.items.flatMap((item, index) =>
          scenarios(item, list.when).flatMap(({ value, when }) =>
            value.kind !== 'object'
              ? []
              : placesOf(value, tail).map(place => ({
                  path: [...head, String(index), ...place.path],
                  value: place.value,
                  when: [...when, ...place.when],
                })),
          ),
        ),
  );
}

/** Nothing is written there, or `false`: for switches that are off unless they are turned on. */
export function isOff(value: Seen): boolean {
  return value.kind === 'absent' || booleanOf(value) === false;
}

/** `true` is written there. */
export function isOn(value: Seen): boolean {
  return booleanOf(value) === true;
}

/** `false` is written there: for switches that are on, or decided elsewhere, unless they are turned off. */
export function isTurnedOff(value: Seen): boolean {
  return booleanOf(value) === false;
}

/** Whether any of these properties is written, or may be: what can’t be seen counts. */
export function has(resource: Resource, ...paths: readonly string[]): boolean {
  return paths.some(path => at(resource.properties, ...path.split('.')).kind !== 'absent');
}

/**
 * Whether a property is one of some texts, in small letters, whatever the scenario; null where it can't be told.
 * `byDefault` is what it is where it is not written: null for what can't be told either.
 */
export function isOneOf(
  resource: Resource,
  path: string,
  texts: readonly string[],
  byDefault: string | null = null,
): boolean | null {
  const values = scenarios(at(resource.properties, ...path.split('.'))).map(({ value }) =>
    value.kind === 'absent' ? byDefault : (stringOf(value)?.toLowerCase() ?? null),
  );
  if (values.includes(null)) return null;
  return values.every(v => texts.includes(v as string));
}
