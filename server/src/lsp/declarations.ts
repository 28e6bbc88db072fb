/**
 * The type declarations of an installed aws-cdk-lib, read as far as somebody asks: which of its API is deprecated, and what
 * the library says of it. Modules are looked over for words first; a type is parsed when a path leads to it. Nothing is run.
 */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import type { ApiPath, Deprecation, Deprecations } from '../core/deprecations.ts';
import { deprecatedWords } from '../knowledge/index.ts';

/** A type that a declaration mentions; `items` where it is a list of such. */
interface Ref {
  readonly module: string;
  readonly type: string;
  readonly items: boolean;
}

interface Member {
  readonly isStatic: boolean;
  /** What a property holds, or a method gives. */
  readonly type: Ref | null;
  readonly params: readonly (Ref | null)[];
  /** The types as they are written, for telling whether two members are alike. */
  readonly signature: string;
  readonly deprecated: string | null;
}

interface Type {
  readonly deprecated: string | null;
  readonly parents: readonly Ref[];
  /** Of the constructor; null where there is none of its own. */
  readonly params: readonly (Ref | null)[] | null;
  readonly members: ReadonlyMap<string, Member>;
}

interface Module {
  readonly words: ReadonlySet<string>;
  /** Where types are declared, with their comments. */
  readonly types: ReadonlyMap<string, { readonly file: string; readonly start: number; readonly end: number }>;
}

/** Where a path has led to. */
interface Reached {
  readonly ref: Ref | null;
  /** Whether that is the type itself, not something of it. */
  readonly itself: boolean;
  readonly params: readonly (Ref | null)[];
}

/** Files that are larger hold generated code. */
const MAX_FILE = 1_000_000;
/** Folders below `lib`; `aws-stepfunctions-tasks` has one for each service. */
const MAX_FILES = 400;
const MAX_PARENTS = 12;
const TYPE = /^(?:export )?(?:declare )?(?:abstract )?(?:class|interface|enum|type) (\w+)/gm;
const NAMED =
  /\s*(?:(?:export|declare|abstract|readonly|static|protected|public|get|set|class|interface|enum|type|const) )*([\w$]+)/y;

export class Declarations implements Deprecations {
  readonly #folder: string;
  readonly #modules = new Map<string, Module>();
  readonly #types = new Map<string, Type | null>();
  readonly #words = new Map<string, ReadonlySet<string>>();
  readonly #answers = new Map<string, Deprecation | null>();

  /** @param folder The folder of the package. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  words(modules: readonly string[]): ReadonlySet<string> {
    const key = modules.toSorted().join();
    let words = this.#words.get(key);
    if (!words) {
      // Types of other modules are reached through those that are imported; what is known of one version helps there.
      const all = new Set(deprecatedWords());
      for (const m of ['', ...modules]) for (const word of this.#module(m).words) all.add(word);
      words = all;
      this.#words.set(key, words);
    }
    return words;
  }

  of(asked: ApiPath): Deprecation | null {
    const key = `${asked.module}.${asked.type} ${asked.steps.join(' ')}`;
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = this.#answer(asked);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  members(module: string, type: string): string[] {
    const members = this.#type({ module, type, items: false })?.members ?? new Map<string, Member>();
    return [...members].flatMap(([name, member]) => (member.isStatic && member.deprecated === null ? [name] : []));
  }

  #answer({ module, type, steps }: ApiPath): Deprecation | null {
    const start: Ref = { module, type, items: false };
    if (steps.length === 0) {
      const says = this.#type(start)?.deprecated ?? null;
      return says === null ? null : { api: named(start), says: brief(says), sibling: null };
    }
    let at: Reached = { ref: start, itself: true, params: [] };
    for (const [i, step] of steps.entries()) {
      const { ref } = at;
      if (step.startsWith('#')) at = { ref: at.params[Number(step.slice(1))] ?? null, itself: false, params: [] };
      else if (step === 'new') at = { ref, itself: false, params: ref ? this.#taken(ref) : [] };
      else if (step === '()') at = { ...at, itself: false };
      else if (step === '[]') at = { ref: ref?.items ? { ...ref, items: false } : null, itself: false, params: [] };
      else {
        const found: { owner: Ref; member: Member } | null =
          ref && !ref.items ? this.#member(ref, step.slice(1), at.itself) : null;
        if (!found) return null;
        if (i === steps.length - 1) return this.#said(found.owner, step.slice(1), found.member, at.itself);
        at = { ref: found.member.type, itself: false, params: found.member.params };
      }
      if (!at.ref && at.params.length === 0) return null;
    }
    return null;
  }

  #said(owner: Ref, name: string, { deprecated, signature }: Member, isStatic: boolean): Deprecation | null {
    if (deprecated === null) return null;
    const says = brief(deprecated);
    const alike = new Set<string>();
    for (const [word] of says.matchAll(/[A-Za-z_]\w+/g)) {
      if (word === name) continue;
      const other = this.#member(owner, word, isStatic)?.member;
      if (other?.deprecated === null && other.signature === signature) alike.add(word);
    }
    const [sibling] = alike.size === 1 ? alike : [null];
    return { api: `${named(owner)}#${name}`, says, sibling: sibling ?? null };
  }

  /** What a constructor takes, its own or that of a parent. */
  #taken(ref: Ref, depth = 0): readonly (Ref | null)[] {
    const type = this.#type(ref);
    if (!type || depth > MAX_PARENTS) return [];
    if (type.params) return type.params;
    for (const parent of type.parents) {
      const params = this.#taken(parent, depth + 1);
      if (params.length > 0) return params;
    }
    return [];
  }

  #member(ref: Ref, name: string, isStatic: boolean, depth = 0): { owner: Ref; member: Member } | null {
    const type = this.#type(ref);
    // Resources of CloudFormation are declared in generated files; what they have in common is not.
    if (!type && /^Cfn[A-Z]/.test(ref.type) && ref.module !== '')
      return this.#member({ module: '', type: 'CfnResource', items: false }, name, isStatic);
    if (!type || depth > MAX_PARENTS) return null;
    const member = type.members.get(name);
    if (member && member.isStatic === isStatic) return { owner: ref, member };
    for (const parent of type.parents) {
      const found = this.#member(parent, name, isStatic, depth + 1);
      if (found) return found;
    }
    return null;
  }

  #type(ref: Ref): Type | null {
    const key = named(ref);
    let type = this.#types.get(key);
    if (type === undefined) {
      type = this.#parsed(ref);
      this.#types.set(key, type);
    }
    return type;
  }

  #parsed({ module, type }: Ref): Type | null {
    const place = this.#module(module).types.get(type);
    if (!place) return null;
    const text = readText(place.file);
    if (text === null) return null;
    const source = ts.createSourceFile('a.d.ts', text.slice(place.start, place.end), ts.ScriptTarget.ESNext, true);
    const declared = source.statements.find(s => 'name' in s);
    if (!declared) return null;
    const names = this.#imports(text, path.dirname(place.file), module);
    return typeOf(declared, source, names);
  }

  /** What the names of a file mean, those of its own module included. */
  #imports(text: string, folder: string, module: string): Resolve {
    const known = new Map<string, { module: string | null; type: string | null }>();
    const moduleAt = (specifier: string): string | null => {
      if (!specifier.startsWith('.')) return null;
      const [first] = path.relative(this.#folder, path.resolve(folder, specifier)).split(path.sep);
      return first === undefined || first === '..' ? null : first === 'core' ? '' : first.replaceAll('-', '_');
    };
    for (const [, all, some, specifier] of text.matchAll(
      /^import (?:type )?(?:\* as (\w+)|\{([^}]*)\}) from '([^']+)'/gm,
    )) {
      const from = moduleAt(specifier as string);
      if (all !== undefined) known.set(all, { module: from, type: null });
      for (const part of some?.split(',') ?? []) {
        const [, original, local] = /^\s*(?:type )?(\w+)(?: as (\w+))?\s*$/.exec(part) ?? [];
        if (original) known.set(local ?? original, { module: from, type: original });
      }
    }
    return (first, second) => {
      const found = known.get(first);
      if (!found) return second === null ? { module, type: first } : null;
      if (found.module === null) return null;
      const type = found.type ?? second;
      return type === null || (found.type !== null && second !== null) ? null : { module: found.module, type };
    };
  }

  #module(name: string): Module {
    let module = this.#modules.get(name);
    if (!module) {
      module = look(path.join(this.#folder, name === '' ? 'core' : name.replaceAll('_', '-'), 'lib'));
      this.#modules.set(name, module);
    }
    return module;
  }
}

type Resolve = (first: string, second: string | null) => { readonly module: string; readonly type: string } | null;

/** Finds the types of a module and the words that it calls deprecated, without parsing anything. */
function look(folder: string): Module {
  const words = new Set<string>();
  const types = new Map<string, { file: string; start: number; end: number }>();
  for (const file of declarationFiles(folder)) {
    const text = readText(file);
    if (text === null) continue;
    const found = [...text.matchAll(TYPE)];
    for (const [i, match] of found.entries()) {
      const before = text.slice(0, match.index).trimEnd();
      const start = before.endsWith('*/') ? before.lastIndexOf('/**') : match.index;
      types.set(match[1] as string, { file, start, end: found[i + 1]?.index ?? text.length });
    }
    for (let at = text.indexOf('@deprecated'); at >= 0; at = text.indexOf('@deprecated', at + 1)) {
      const end = text.indexOf('*/', at);
      if (end < 0) break;
      NAMED.lastIndex = end + 2;
      const word = NAMED.exec(text)?.[1];
      if (word !== undefined) words.add(word);
    }
  }
  return { words, types };
}

/** The handwritten declarations of a module's `lib` folder; none where it can't be read. */
export function declarationFiles(folder: string): string[] {
  try {
    const found: string[] = [];
    const waiting = [folder];
    // Links are not followed: `recursive` does, out of the library and in circles.
    for (let next = waiting.shift(); next !== undefined && found.length < MAX_FILES; next = waiting.shift())
      for (const entry of readdirSync(next, { withFileTypes: true })) {
        const full = path.join(next, entry.name);
        if (entry.isDirectory()) waiting.push(full);
        else if (entry.isFile() && entry.name.endsWith('.d.ts') && !entry.name.endsWith('.generated.d.ts'))
          found.push(full);
      }
    return found.slice(0, MAX_FILES);
  } catch {
    return [];
  }
}

function readText(file: string): string | null {
  try {
    const text = readFileSync(file, 'utf8');
    return text.length > MAX_FILE ? null : text;
  } catch {
    return null;
  }
}

function typeOf(declared: ts.Statement, source: ts.SourceFile, resolve: Resolve): Type {
  const members = new Map<string, Member>();
  let params: (Ref | null)[] | null = null;
  const parents: Ref[] = [];
  const put = (name: string, member: Member) => {
    const other = members.get(name);
    // A method of which one form is left is not deprecated.
    members.set(name, other && other.deprecated === null ? other : member);
  };
  if (ts.isEnumDeclaration(declared)) {
    for (const m of declared.members)
      put(nameOf(m.name, source), {
        isStatic: true,
        type: null,
        params: [],
        signature: 'member',
        deprecated: deprecationOf(m),
      });
  } else if (ts.isClassDeclaration(declared) || ts.isInterfaceDeclaration(declared)) {
    for (const clause of declared.heritageClauses ?? [])
      for (const { expression } of clause.types) {
        const ref = refOfName(expression.getText(source), resolve);
        if (ref) parents.push(ref);
      }
    for (const m of declared.members) {
      if (ts.isConstructorDeclaration(m)) {
        params = m.parameters.map(p => refOf(p.type, source, resolve));
        continue;
      }
      if (!m.name) continue;
      const isStatic =
        (ts.canHaveModifiers(m) && m.modifiers?.some(x => x.kind === ts.SyntaxKind.StaticKeyword)) === true;
      const method = ts.isMethodDeclaration(m) || ts.isMethodSignature(m);
      const { type } = m as { readonly type?: ts.TypeNode };
      const given = method ? m.parameters : [];
      const text = (node: ts.TypeNode | undefined) => node?.getText(source) ?? '';
      put(nameOf(m.name, source), {
        isStatic,
        type: refOf(type, source, resolve),
        params: given.map(p => refOf(p.type, source, resolve)),
        signature: method ? `(${given.map(p => text(p.type)).join()}): ${text(type)}` : text(type),
        deprecated: deprecationOf(m),
      });
    }
  }
  return { deprecated: deprecationOf(declared), parents, params, members };
}

function nameOf(name: ts.PropertyName, source: ts.SourceFile): string {
  return ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : name.getText(source);
}

/** The first type of the library that a type mentions: `X`, `X | undefined`, `X[]`, `m.X`. */
function refOf(node: ts.TypeNode | undefined, source: ts.SourceFile, resolve: Resolve): Ref | null {
  if (!node) return null;
  if (ts.isParenthesizedTypeNode(node) || ts.isTypeOperatorNode(node)) return refOf(node.type, source, resolve);
  if (ts.isArrayTypeNode(node)) {
    const item = refOf(node.elementType, source, resolve);
    return item && { ...item, items: true };
  }
  if (ts.isUnionTypeNode(node)) {
    for (const part of node.types) {
      const ref = refOf(part, source, resolve);
      if (ref) return ref;
    }
    return null;
  }
  return ts.isTypeReferenceNode(node) ? refOfName(node.typeName.getText(source), resolve) : null;
}

function refOfName(name: string, resolve: Resolve): Ref | null {
  const [first, second, third] = name.split('.');
  if (first === undefined || third !== undefined) return null;
  const found = resolve(first, second ?? null);
  return found && { ...found, items: false };
}

/** The text of the tag, empty where it has none; null where there is no tag. */
function deprecationOf(node: ts.Node): string | null {
  const { jsDoc } = node as { readonly jsDoc?: readonly ts.JSDoc[] };
  for (const tag of jsDoc?.at(-1)?.tags ?? [])
    if (tag.tagName.text === 'deprecated') return ts.getTextOfJSDocComment(tag.comment) ?? '';
  return null;
}

function named({ module, type }: Ref): string {
  return module === '' ? type : `${module}.${type}`;
}

/** The first paragraph on one line, without the marks of the comment. */
function brief(text: string): string {
  const [first = ''] = text.trim().split(/\n\s*\n/);
  return first
    .replace(/\{@link(?:code|plain)? +([^}]+?) *\}/g, '$1')
    .replace(/``/g, '`')
    .replace(/\s+/g, ' ')
    .replace(/^- */, '');
}
