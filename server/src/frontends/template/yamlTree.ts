/** Makes a syntax tree of a YAML text, and repairs broken texts far enough that the rest of them can be read. */
import { MAX_PROBLEMS, type Node, type Tree, type TreeProblem } from './tree.ts';
import { type Reading, lenient } from './yamlLenient.ts';
import { TAB, TOO_DEEP, YamlReader } from './yamlReader.ts';

/** Reads a YAML text. Never throws; `problems` says what is wrong with it. */
export function readYaml(text: string): Tree {
  const brackets = longestRun(text);
  if (brackets.length > MAX_BRACKETS) {
    const { start } = brackets;
    return { language: 'yaml', root: null, problems: [{ start, end: start + 1, message: TOO_DEEP }] };
  }
  const place = text.search(DEEP);
  if (place >= 0) {
    // The parser recurses once for each of many dashes on one line. They are taken out, as many characters as they are.
    const shallow = readYaml(text.replaceAll(DEEP, dashes => ' '.repeat(dashes.length)));
    const problem = { start: place, end: place + 1, message: TOO_DEEP };
    return { ...shallow, problems: [...shallow.problems, problem].sort((a, b) => a.start - b.start) };
  }
  try {
    const tree = readShallow(text);
    const problems = [...tree.problems].sort((a, b) => a.start - b.start).slice(0, MAX_PROBLEMS);
    return { ...tree, problems };
  } catch (error) {
    // What is left that exhausts the stack is nested by thousands of levels of indentation.
    if (!(error instanceof RangeError)) throw error;
    return { language: 'yaml', root: null, problems: [{ start: 0, end: 0, message: TOO_DEEP }] };
  }
}

const DEEP = /(?:[-?:][ \t]+){200,}/g;

/** Whether a text is nested in a way that is not for the parser. */
export function isTooDeep(text: string): boolean {
  return text.search(DEEP) >= 0 || longestRun(text).length > MAX_BRACKETS;
}

/** With more opening brackets in a row than this the parser takes seconds, for what no template has. */
const MAX_BRACKETS = 20_000;

/** The longest run of opening brackets with nothing but white space between them. */
function longestRun(text: string): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) {
      if (length++ === 0) start = i;
    } else if (code > 32 && length > 0) {
      if (length > best.length) best = { start, length };
      length = 0;
    }
  }
  return length > best.length ? { start, length } : best;
}

/** How many brackets and quotes are mended. Each costs a reading, so that a long text gets one. */
const MAX_REPAIRS = 4;
const LONG = 60_000;

function readShallow(text: string): Tree {
  const first = new YamlReader(text);
  const tree = first.read();
  if (first.tabs) {
    // Tabs as indentation put what follows on wrong levels. One space for each tab keeps all offsets, and gives
    // the right levels in a file that is indented by tabs throughout.
    const spaced = text.replace(/^[ ]*\t[ \t]*/gm, blank => ' '.repeat(blank.length));
    return withProblems(
      new YamlReader(spaced).read(),
      tree.problems.filter(p => p.message === TAB),
    );
  }
  return repaired(lenient({ text, tree, repair: first.repair }));
}

/**
 * A bracket or quote that is not closed swallows what follows, and one that closes nothing ends the document for the
 * parser. So the text is read again with the bracket put in or taken out, and all offsets are brought back.
 */
function repaired({ text: original, tree, repair: first }: Reading): Tree {
  let text = original;
  let best = tree;
  let repair = first;
  const causes: TreeProblem[] = [];
  const inserted: number[] = [];
  /** From the repaired text to the original one. */
  const back = (offset: number) => {
    let result = offset;
    for (let i = inserted.length - 1; i >= 0; i--) if (result > (inserted[i] as number)) result--;
    return result;
  };
  for (let round = 0; repair && round < (original.length > LONG ? 1 : MAX_REPAIRS); round++) {
    const { cause } = repair;
    causes.push({ ...cause, start: back(cause.start), end: Math.min(back(cause.end), original.length) });
    if (repair.insert === '') text = `${text.slice(0, repair.at)} ${text.slice(repair.at + 1)}`;
    else {
      text = text.slice(0, repair.at) + repair.insert + text.slice(repair.at);
      inserted.push(repair.at);
    }
    const next = new YamlReader(text);
    best = next.read();
    repair = next.repair;
  }
  if (causes.length === 0) return best;
  return withProblems(inserted.length === 0 ? best : moved(best, back), causes);
}

function withProblems(tree: Tree, more: readonly TreeProblem[]): Tree {
  const fresh = more.filter(p => !tree.problems.some(q => q.start === p.start && q.message === p.message));
  return { ...tree, problems: [...fresh, ...tree.problems].sort((a, b) => a.start - b.start) };
}

/** A tree with all offsets changed. */
function moved(tree: Tree, to: (offset: number) => number): Tree {
  const done = new Map<Node, Node>();
  const move = (node: Node): Node => {
    const known = done.get(node);
    if (known) return known;
    const place = { from: to(node.from), start: to(node.start), end: to(node.end) };
    let result: Node;
    switch (node.kind) {
      case 'map':
        result = {
          ...node,
          ...place,
          pairs: node.pairs.map(p => ({
            key: p.key,
            keyStart: to(p.keyStart),
            keyEnd: to(p.keyEnd),
            afterColon: to(p.afterColon),
            value: move(p.value),
          })),
          merges: node.merges.map(move),
        };
        break;
      case 'seq':
        result = { ...node, ...place, items: node.items.map(move) };
        break;
      case 'alias':
        result = { ...node, ...place, target: node.target && move(node.target) };
        break;
      case 'scalar':
        // A string that only we have closed is not what it will be.
        result =
          place.end - place.start < node.end - node.start
            ? { kind: 'broken', ...place, tag: null }
            : { ...node, ...place };
        break;
      default:
        result = { ...node, ...place };
    }
    done.set(node, result);
    return result;
  };
  return {
    ...tree,
    root: tree.root && move(tree.root),
    problems: tree.problems.map(p => ({ ...p, start: to(p.start), end: to(p.end) })),
  };
}
