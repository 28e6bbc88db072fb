/** Completion of names in templates: behind `Ref`, `GetAtt`, in `${`, at `DependsOn`, `Condition` and the like. */
import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  type CompletionParams,
} from 'vscode-languageserver';
import type { Declared, NameKind } from '../../frontends/template/symbols.ts';
import { attributesOf } from '../../knowledge/index.ts';
import type { Session } from '../session.ts';
import { toRange } from '../toProtocol.ts';
import { spotOf } from './goTo.ts';
import { nestedView } from './names.ts';
import type { View } from './views.ts';
import { PSEUDO_PARAMETERS } from './words.ts';

/** What makes an editor ask beside letters. */
export const TRIGGERS: readonly string[] = ['{', '.'];

/** What may stand at a place, and the characters that are there already. */
export interface Gap {
  readonly names: readonly NameKind[] | null;
  /** The logical ID whose attributes are asked for. */
  readonly attributesOf: string | null;
  readonly pseudo: boolean;
  /** The beginning of what is typed, as an offset. */
  readonly start: number;
}

/** Furthest that a function's tag or key stands before the cursor. */
const REACH = 300;
const WORD = `[\\w:]*`;
const OPEN = `["']?`;
/** Behind the key or tag of a function: on the same line. */
const SAME = `[ \\t]*`;
/** In its list: flow or block, on this line or the next one. */
const LIST = `\\s*(?:\\[|-[ \\t])\\s*`;
const key = (name: string) => `(?:^|[\\s{,])["']?${name}["']?:`;
const call = (short: string, long = `Fn::${short}`) => `(?:!${short}\\b|${key(long)})`;

const NAMES: readonly { readonly before: RegExp; readonly names: readonly NameKind[]; readonly pseudo?: true }[] = [
  { before: ending(`(?:!Ref[ \\t]|${key('Ref')})${SAME}`), names: ['resource', 'parameter'], pseudo: true },
  {
    before: ending(`${key('DependsOn')}(?:${SAME}|${LIST}(?:["']?\\w+["']?\\s*(?:,\\s*|\\n\\s*-[ \\t]+))*)`),
    names: ['resource'],
  },
  { before: ending(`(?:!Condition[ \\t]|${key('Condition')})${SAME}`), names: ['condition'] },
  { before: ending(`${call('If')}${LIST}`), names: ['condition'] },
  { before: ending(`${call('FindInMap')}${LIST}`), names: ['mapping'] },
  { before: ending(`(?:!ImportValue[ \\t]|${key('Fn::ImportValue')})${SAME}`), names: ['export'] },
];
const GET_ATT = ending(`(?:!GetAtt[ \\t]|${key('Fn::GetAtt')})${SAME}`);
const GET_ATT_LIST = ending(`${call('GetAtt')}${LIST}`);
const ATTRIBUTE = new RegExp(`(?:!GetAtt[ \\t]|${key('Fn::GetAtt')})${SAME}${OPEN}(\\w+)\\.([\\w.]*)$`);
const ATTRIBUTE_LIST = new RegExp(
  `${call('GetAtt')}${LIST}["']?(\\w+)["']?\\s*(?:,|\\n\\s*-(?=[ \\t]))\\s*${OPEN}([\\w.]*)$`,
);
const HOLE = /\$\{(?:(\w+)\.([\w.]*)|([\w:]*))$/;

/** A place that begins as the pattern says, with what is typed of a word behind it. */
function ending(before: string): RegExp {
  return new RegExp(`${before}${OPEN}(${WORD})$`);
}

/** What may stand at an offset, by the text before it alone: it may be half a template. `isSub`: in a string of `Fn::Sub`. */
export function gapAt(text: string, offset: number, isSub: boolean): Gap | null {
  const before = text.slice(Math.max(0, offset - REACH), offset);
  const gap = (typed: string, more: Partial<Gap>): Gap => ({
    names: null,
    attributesOf: null,
    pseudo: false,
    start: offset - typed.length,
    ...more,
  });
  const hole = isSub ? HOLE.exec(before) : null;
  if (hole) {
    if (hole[1] !== undefined) return gap(hole[2] as string, { attributesOf: hole[1] });
    return gap(hole[3] as string, { names: ['resource', 'parameter'], pseudo: true });
  }
  const attribute = ATTRIBUTE.exec(before) ?? ATTRIBUTE_LIST.exec(before);
  if (attribute) return gap(attribute[2] as string, { attributesOf: attribute[1] as string });
  const list = GET_ATT_LIST.exec(before);
  if (list) return gap(list[1] as string, { names: ['resource'] });
  const getAtt = GET_ATT.exec(before);
  if (getAtt) return gap(getAtt[1] as string, { names: ['resource'] });
  for (const { before: pattern, names, pseudo } of NAMES) {
    const found = pattern.exec(before);
    if (found) return gap(found[1] as string, { names, pseudo: pseudo === true });
  }
  return null;
}

const ICONS: Readonly<Record<NameKind, CompletionItemKind>> = {
  parameter: CompletionItemKind.Variable,
  mapping: CompletionItemKind.Enum,
  condition: CompletionItemKind.Event,
  resource: CompletionItemKind.Class,
  output: CompletionItemKind.Field,
  export: CompletionItemKind.Constant,
};

export function templateCompletion(session: Session, params: CompletionParams): CompletionList | null {
  const spot = spotOf(session, params);
  if (!spot || spot.view.generated) return null;
  const { view, views, offset } = spot;
  const { text } = view.document;
  // A string that is not closed yet is none: then the text before the hole has to do.
  const isSub =
    view.symbols.functions.some(f => f.name === 'Fn::Sub' && f.whole.start < offset && offset <= f.whole.end) ||
    /(?:!Sub|Fn::Sub["']?:)[^\n]*$/.test(text.slice(Math.max(0, offset - REACH), offset));
  const gap = gapAt(text, offset, isSub);
  if (!gap) return null;
  const after = /^[\w:]*/.exec(text.slice(offset, offset + REACH))?.[0].length ?? 0;
  const range = toRange(view.document, { start: gap.start, end: offset + after });
  const self = ownerAt(view, offset);
  const items: CompletionItem[] = [];
  const add = (label: string, kind: CompletionItemKind, detail: string, order: string) => {
    items.push({ label, kind, detail, sortText: `${order}${label}`, textEdit: { range, newText: label } });
  };
  if (gap.attributesOf !== null) {
    const resource = view.symbols.declared.find(d => d.kind === 'resource' && d.name === gap.attributesOf);
    for (const name of attributesOf(resource?.type ?? ''))
      add(name, CompletionItemKind.Property, resource?.type ?? '', name.includes('.') ? '1' : '0');
    const child = nestedView(view, views, gap.attributesOf);
    for (const output of child?.symbols.declared.filter(d => d.kind === 'output') ?? [])
      add(`Outputs.${output.name}`, ICONS.output, 'output of the nested stack', '0');
  }
  const shown = gap.names?.includes('export') ? views : [view];
  for (const { symbols } of gap.names === null ? [] : shown)
    for (const d of symbols.declared)
      if (gap.names?.includes(d.kind) && d !== self && !/[$&]\{/.test(d.name))
        add(d.name, ICONS[d.kind], d.kind === 'export' ? `exported by ${d.type}` : (d.type ?? d.kind), '0');
  if (gap.pseudo)
    for (const name of Object.keys(PSEUDO_PARAMETERS)) add(name, CompletionItemKind.Constant, 'pseudo parameter', '1');
  return items.length === 0 ? null : { isIncomplete: false, items };
}

/** The declaration that an offset is in: what would name itself. What is typed behind its end is in it, too. */
function ownerAt({ symbols }: View, offset: number): Declared | null {
  return symbols.declared.findLast(d => d.kind !== 'export' && d.whole.start <= offset) ?? null;
}
