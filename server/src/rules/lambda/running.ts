/** Which functions run which code: what the rules about handler code ask of the graph. */
import { type ReachedCode, codeOf } from '../../access/code.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { ResourceGraph } from '../../core/graph.ts';
import { perGraph } from '../../core/reads.ts';
import type { CodeFact, CodeUnit, Resource, Runs } from '../../core/resource.ts';
import { type Literal, type ObjectValue, at, scenarios, stringOf } from '../../core/value.ts';
import { nodeVersion } from './runtimes.ts';

/** A function with the code that it runs. */
export interface Running {
  readonly resource: Resource;
  readonly run: Runs;
  /** Null where its handler is not among the documents. */
  readonly code: ReachedCode | null;
}

/** The functions of the graph that run code of ours, one entry for each. */
export const functionsRunning = perGraph((graph: ResourceGraph): readonly Running[] => {
  const found = new Map<string, Running>();
  for (const run of graph.runs) {
    const resource = graph.resource(run.function);
    if (!resource || resource.owner.kind === 'internal' || found.has(run.function)) continue;
    found.set(run.function, { resource, run, code: codeOf(graph, run.function) });
  }
  return [...found.values()];
});

type Handler = Extract<CodeFact, { kind: 'handler-export' }>;

/** The export that a function calls, with its file; null where it can't be told. */
export function handlerOf({ run, code }: Running): { readonly unit: CodeUnit; readonly fact: Handler } | null {
  const [unit] = code?.units ?? [];
  const fact = unit?.facts.find((f): f is Handler => f.kind === 'handler-export' && f.name === run.handler);
  return unit && fact ? { unit, fact } : null;
}

/** The functions that reach a place of a piece of code. */
export function runnersOf(graph: ResourceGraph, unit: CodeUnit, place: SourceSpan): readonly Running[] {
  return functionsRunning(graph).filter(r => r.code?.units.includes(unit) && r.code.certain(unit, place));
}

/** The facts of one kind in all the code that a function runs. */
export function factsOf<K extends CodeFact['kind']>(
  code: ReachedCode,
  kind: K,
): readonly { readonly unit: CodeUnit; readonly fact: Extract<CodeFact, { kind: K }> }[] {
  return code.units.flatMap(unit =>
    unit.facts.flatMap(fact => (fact.kind === kind ? [{ unit, fact: fact as Extract<CodeFact, { kind: K }> }] : [])),
  );
}

/** What rules about running code look at of a function: how it is run, and what it is given. */
export function ofRunning({ properties }: Resource): unknown {
  return ['Runtime', 'Handler', 'Layers', 'Environment'].map(name => at(properties, name));
}

/** A runtime that a function has in some scenario. */
export interface FunctionRuntime {
  readonly id: string;
  /** The major version of Node.js, null for other languages. */
  readonly node: number | null;
  readonly value: Literal;
  readonly when: readonly string[];
}

/** The runtimes that a function is known to have. */
export function runtimesOf(resource: Resource): readonly FunctionRuntime[] {
  return scenarios(at(resource.properties, 'Runtime')).flatMap(({ value, when }) => {
    const id = stringOf(value);
    return id === null || value.kind !== 'literal' ? [] : [{ id, node: nodeVersion(id), value, when }];
  });
}

/** The lowest version of Node.js that a function runs on in any scenario; null where one is not known. */
export function lowestNode(resource: Resource): number | null {
  const versions = scenarios(at(resource.properties, 'Runtime')).map(({ value }) => nodeVersion(stringOf(value)));
  return versions.includes(null) || versions.length === 0 ? null : Math.min(...(versions as number[]));
}

/**
 * The objects of variables that a function is given, one for each scenario; an empty list where there are none, null where
 * they can't be seen whole.
 */
export function environmentsOf(resource: Resource): readonly ObjectValue[] | null {
  const all: ObjectValue[] = [];
  for (const { value } of scenarios(at(resource.properties, 'Environment', 'Variables'))) {
    if (value.kind === 'absent') continue;
    if (value.kind !== 'object' || !value.complete) return null;
    all.push(value);
  }
  return all;
}

/** Names for people: `Orders`, `Orders and Payments`, `Orders and 3 others`. */
export function named(running: readonly Running[]): string {
  const names = [...new Set(running.map(r => r.resource.called ?? r.resource.logicalId))];
  if (names.length <= 2) return names.join(' and ');
  return `${names[0]} and ${names.length - 1} others`;
}
