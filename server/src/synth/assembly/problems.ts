/** What the CDK and other validators said of the app, each at its place in the source, once. */
import type { SourceSpan } from '../../core/document.ts';
import type { ModelConstruct, ModelProblem, Site } from '../model.ts';
import { ANNOTATES } from '../host/model.ts';
import { text, texts } from './json.ts';
import type { Manifest } from './manifest.ts';
import type { Places } from './places.ts';
import { placeOfProperty } from './property.ts';
import type { Violation } from './reports.ts';

const LEVELS: Readonly<Record<string, ModelProblem['severity']>> = {
  'aws:cdk:error': 'error',
  'aws:cdk:warning': 'warning',
  'aws:cdk:info': 'information',
};
const MAX_PROBLEMS = 5_000;

export interface Told {
  readonly problems: readonly ModelProblem[];
  /** How many have no place in the source. */
  readonly unplaced: number;
}

/** Annotations of the metadata and violations of the reports as problems. Equal ones at one place are one. */
export function problemsOf(
  manifest: Manifest,
  constructs: readonly ModelConstruct[],
  violations: readonly Violation[],
  places: Places,
): Told {
  const all = new Problems(manifest, constructs, places);
  all.annotations();
  for (const violation of violations) all.violation(violation);
  return { problems: [...all.found.values()].slice(0, MAX_PROBLEMS), unplaced: all.unplaced };
}

class Problems {
  readonly found = new Map<string, ModelProblem>();
  unplaced = 0;
  readonly #manifest: Manifest;
  readonly #places: Places;
  readonly #byPath: ReadonlyMap<string, ModelConstruct>;
  readonly #byId = new Map<string, ModelConstruct>();

  constructor(manifest: Manifest, constructs: readonly ModelConstruct[], places: Places) {
    this.#manifest = manifest;
    this.#places = places;
    this.#byPath = new Map(constructs.map(construct => [construct.path, construct]));
    for (const construct of constructs) {
      const { element } = construct;
      if (element) this.#byId.set(`${manifest.stacks[element.stack]?.file}#${element.logicalId}`, construct);
    }
  }

  annotations(): void {
    for (const [path, entries] of this.#manifest.metadata)
      for (const { type, data, trace } of entries) {
        const severity = Object.hasOwn(LEVELS, type) ? LEVELS[type] : undefined;
        const said = text(data);
        if (severity === undefined || said === null) continue;
        const call = this.#site(this.#places.steps(texts(trace)).find(step => step.site !== null)?.site);
        const made = this.#nearest(path);
        // What the code itself says stands there; what an Aspect of a library says, at the construct that it is about.
        const site = call && ANNOTATES.test(call.written) ? call : (made ?? call);
        if (!site) {
          this.unplaced++;
          continue;
        }
        const [, message = said, id = null] = /^(.*)\[ack: ([^\]]+)\]\s*$/s.exec(said) ?? [];
        this.#add({
          kind: 'annotation',
          severity,
          message: message.trim(),
          detail: id,
          span: placeOf(site),
          related: made && made !== site ? [{ span: placeOf(made), message: 'It is about this construct.' }] : [],
          construct: path,
          tool: null,
          property: null,
        });
      }
  }

  violation(violation: Violation): void {
    const { tool, rule, severity, message, properties } = violation;
    const construct =
      (violation.construct !== null ? this.#byPath.get(violation.construct) : undefined) ??
      this.#byId.get(`${violation.template}#${violation.logicalId}`);
    const path = construct?.path ?? violation.construct;
    const site = this.#ofStack(violation.stacks[0]) ?? (path === null ? null : this.#nearest(path));
    const call = this.#ofStack(violation.stacks[1]) ?? site;
    for (const property of properties) {
      const span = (construct && this.#propertyPlace(construct, property)) ?? (call && placeOf(call));
      if (!span) {
        this.unplaced++;
        continue;
      }
      const where = property.length > 0 ? property : null;
      this.#add({
        kind: 'reported',
        severity,
        message,
        detail: rule,
        span,
        related: [],
        construct: path,
        tool,
        property: where,
      });
    }
  }

  /** Where a property of a construct was written: by the last call that changed it, else by the one that made it. */
  #propertyPlace(construct: ModelConstruct, property: readonly string[]): SourceSpan | null {
    const names = property.slice(1);
    const change = construct.changes.findLast(({ property: changed }) => changed === names[0]);
    const changed = this.#site(change?.sites[0]);
    if (changed) return placeOfProperty(changed, null, names) ?? placeOf(changed);
    const made = construct.inherited ? undefined : this.#madeBy(construct);
    const site = this.#site(construct.sites[0]);
    return made && site ? placeOfProperty(site, made.fqn, names) : null;
  }

  /**
   * The construct that the call of a resource was written to make: the resource itself, or the construct whose main
   * resource it is. Undefined when the call makes something larger, whose props are not those of this resource.
   */
  #madeBy(construct: ModelConstruct): ModelConstruct | undefined {
    let made = construct;
    for (let path = parentOf(construct.path); path !== null; path = parentOf(path)) {
      const above = this.#byPath.get(path);
      if (!above || above.sites[0] !== construct.sites[0]) break;
      made = above;
    }
    const main = /^(.*)\/(?:Resource|Default)$/.exec(construct.path)?.[1];
    return made === construct || made.path === main ? made : undefined;
  }

  /** The call that made a construct, or the nearest one above it whose call is known. */
  #nearest(path: string): Site | null {
    for (let at: string | null = path; at !== null; at = parentOf(at)) {
      const site = this.#site(this.#byPath.get(at)?.sites[0]);
      if (site) return site;
    }
    return null;
  }

  #ofStack(stack: readonly string[] | undefined): Site | null {
    return this.#site(this.#places.steps(stack ?? []).find(step => step.site !== null)?.site);
  }

  #site(number: number | null | undefined): Site | null {
    return number === null || number === undefined ? null : (this.#places.sites[number] ?? null);
  }

  #add(problem: ModelProblem): void {
    const { kind, tool, detail, message, span } = problem;
    const key = JSON.stringify([kind, tool, detail, message, span.uri, span.start, span.end]);
    if (!this.found.has(key)) this.found.set(key, problem);
  }
}

/** What is underlined for a call: the class after `new`, or the method's name. */
function placeOf({ kind, span, name }: Site): SourceSpan {
  return kind === 'new' ? { ...span, end: name.end } : name;
}

function parentOf(path: string): string | null {
  const slash = path.lastIndexOf('/');
  return slash > 0 ? path.slice(0, slash) : null;
}
