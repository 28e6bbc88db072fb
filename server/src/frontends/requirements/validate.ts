/** Validates a requirements file by the vocabulary: unknown keys and values with the nearest known one, wrong types. */
import { nearest, nearestRegion, regions } from '../../knowledge/index.ts';
import { type Node, resolved } from '../template/tree.ts';
import { parsePattern } from './patterns.ts';
import { nearestSelector, selectorOf } from './selectors.ts';
import { type MapShape, type Naming, type Shape, described } from './shape.ts';

export interface ShapeProblem {
  readonly start: number;
  readonly end: number;
  readonly problem: 'unknown' | 'type' | 'unmatchable';
  readonly message: string;
  readonly replacement: string | null;
}

export interface Validation {
  /** All rule ids and families. */
  readonly rules: readonly string[];
  report(problem: ShapeProblem): void;
}

/** Reports what is wrong with a node that should have a shape. What can't be read is silent: the reader has said so. */
export function validate(node: Node, shape: Shape, validation: Validation): void {
  const target = resolved(node);
  const { start, end } = node;
  const wrong = (problem: ShapeProblem['problem'], message: string, replacement: string | null = null) =>
    validation.report({ start, end, problem, message, replacement });
  switch (target.kind) {
    case 'map': {
      const maps = mapsOf(shape);
      if (maps.length === 0) wrong('type', `This should be ${described(shape)}, not a map of keys.`);
      else validateMap(target, fitting(maps, target), validation);
      return;
    }
    case 'seq': {
      const lists = alternatives(shape).filter(s => s.kind === 'list');
      const [first] = lists;
      if (!first) wrong('type', `This should be ${described(shape)}, not a list.`);
      else for (const item of target.items) validate(item, first.of, validation);
      return;
    }
    case 'scalar': {
      const scalars = alternatives(shape).filter(s => s.kind === 'text' || s.kind === 'number' || s.kind === 'boolean');
      if (target.value === null && target.style === 'plain')
        wrong('type', `Nothing stands here; it should be ${described(shape)}.`);
      else if (scalars.length === 0) wrong('type', `This should be ${described(shape)}, not a single value.`);
      else {
        const refusals = scalars.map(one => refusal(target.text, target.value, one, shape, validation));
        if (refusals.includes(null)) return;
        // What it could have meant says more than that it is of the wrong type.
        const said = refusals.find(r => r?.problem !== 'type') ?? refusals[0];
        if (said) wrong(said.problem, said.message, said.replacement);
      }
    }
  }
}

function alternatives(shape: Shape): Shape[] {
  return shape.kind === 'either' ? shape.of.flatMap(alternatives) : [shape];
}

function mapsOf(shape: Shape): MapShape[] {
  return alternatives(shape).filter(s => s.kind === 'map');
}

/** Of several maps the one that knows most of the keys. */
function fitting(maps: readonly MapShape[], node: Extract<Node, { kind: 'map' }>): MapShape {
  const known = (map: MapShape) => node.pairs.filter(p => Object.hasOwn(map.keys, p.key)).length;
  return maps.reduce((best, map) => (known(map) > known(best) ? map : best));
}

function validateMap(node: Extract<Node, { kind: 'map' }>, shape: MapShape, validation: Validation): void {
  for (const pair of node.pairs) {
    const key = Object.hasOwn(shape.keys, pair.key) ? shape.keys[pair.key] : undefined;
    if (key) {
      validate(pair.value, key.shape, validation);
      continue;
    }
    const names = Object.keys(shape.keys);
    if (!shape.rest) {
      const near = nearestKey(pair.key, names);
      validation.report({
        start: pair.keyStart,
        end: pair.keyEnd,
        problem: 'unknown',
        message: `${pair.key} is no key that can stand here.${near ? ` Did you mean ${near}?` : ` There are ${names.join(', ')}.`}`,
        replacement: near,
      });
      continue;
    }
    const said = shape.rest.check ? named(pair.key, shape.rest.check, validation) : null;
    if (said) {
      validation.report({ start: pair.keyStart, end: pair.keyEnd, problem: 'unknown', ...said });
      continue;
    }
    validate(pair.value, shape.rest.of, validation);
  }
  if (node.broken) return;
  const missing = (shape.required ?? []).filter(name => !node.pairs.some(p => p.key === name));
  if (missing.length > 0) {
    const [first] = node.pairs;
    validation.report({
      start: first?.keyStart ?? node.start,
      end: first?.keyEnd ?? node.end,
      problem: 'type',
      message: `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing here.`,
      replacement: null,
    });
  }
}

/** The key that may have been meant: the same with other separators, or near by its letters. */
function nearestKey(key: string, names: readonly string[]): string | null {
  const plain = (word: string) => word.toLowerCase().replace(/[^a-z0-9]/g, '');
  return names.find(n => plain(n) === plain(key)) ?? nearest(key, names, 1)[0] ?? null;
}

type Refused = Pick<ShapeProblem, 'problem' | 'message' | 'replacement'> | null;

/** Why a single value is not of a shape; null if it is. */
function refusal(
  text: string,
  value: string | number | boolean | null,
  shape: Shape,
  whole: Shape,
  validation: Validation,
): Refused {
  const type = (): Refused => ({
    problem: 'type',
    message: `${text === '' ? 'An empty text' : text} is not what should stand here: ${described(whole)}.`,
    replacement: null,
  });
  if (shape.kind === 'number') {
    const number = typeof value === 'number' ? value : Number.NaN;
    return Number.isNaN(number) || number < (shape.min ?? Number.NEGATIVE_INFINITY) ? type() : null;
  }
  if (shape.kind === 'boolean') return typeof value === 'boolean' ? null : type();
  if (shape.kind !== 'text') return type();
  if (shape.values) {
    if (shape.values.includes(text)) return null;
    const near = nearestKey(text, shape.values);
    // Where something else may stand there, too, one word is not all that is wanted.
    if (!near && shape !== whole && shape.values.length === 1) return type();
    return {
      problem: 'unknown',
      message: `${text} is none of ${shape.values.join(', ')}.${near ? ` Did you mean ${near}?` : ''}`,
      replacement: near,
    };
  }
  // A number or a boolean is no name of anything; where any text will do, it is one.
  const said = shape.names ? named(text, shape.names, validation) : null;
  return said ? { problem: shape.names === 'pattern' ? 'unmatchable' : 'unknown', ...said } : null;
}

/** What is wrong with a text that names something; null if nothing is. */
function named(
  text: string,
  names: Naming,
  { rules }: Validation,
): { readonly message: string; readonly replacement: string | null } | null {
  const did = (near: string | null) => (near ? ` Did you mean ${near}?` : '');
  switch (names) {
    case 'selector': {
      if (selectorOf(text)) return null;
      const near = nearestSelector(text);
      return {
        message: `${text} is no service, resource type or logical ID that is known.${did(near)}`,
        replacement: near,
      };
    }
    case 'rule': {
      if (rules.includes(text) || text === '*') return null;
      const near = nearest(text, rules, 1)[0] ?? null;
      return { message: `There is no rule ${text}.${did(near)}`, replacement: near };
    }
    case 'region': {
      if (regions.includes(text)) return null;
      const near = nearestRegion(text);
      return { message: `${text} is no AWS region.${did(near)}`, replacement: near };
    }
    case 'pattern': {
      const parts = parsePattern(text);
      return typeof parts === 'string' ? { message: parts, replacement: null } : null;
    }
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))
        ? null
        : { message: `${text} is no date; a date is written 2027-03-31.`, replacement: null };
    case 'source':
      return /^[^#\s][^#]*(#L\d+(-L?\d+)?)?$/.test(text)
        ? null
        : { message: `A source is a file with a line: PROMPT.md#L16.`, replacement: null };
    // Properties are checked where it is known whose they are.
    default:
      return null;
  }
}
