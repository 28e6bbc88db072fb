/**
 * Dynamic references: `{{resolve:ssm:/orders/url:1}}` in a string, for which CloudFormation puts what is stored elsewhere when
 * it deploys. What that is nobody sees here, and the braces are no part of it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
 */
import { type Literal, type Reference, type Text, type TextPart, rendered } from './value.ts';

const START = '{{resolve:';
const END = '}}';

/** A string with its dynamic references as what they are; the same value where it has none, or one that is not closed. */
export function withDynamicReferences(value: Literal | Text): Literal | Text | Reference {
  // Asked of every string there is, and of almost all of them the answer is this.
  if (!startsOne(value)) return value;
  const given: readonly TextPart[] =
    value.kind === 'text' ? value.parts : [{ kind: 'known', text: String(value.value), written: value.written }];
  const parts: TextPart[] = [];
  /** What was read of a reference that is not closed yet. */
  let open: string | null = null;
  for (const part of given) {
    if (part.kind === 'hole') {
      if (open === null) parts.push(part);
      else open += rendered(part.value);
      continue;
    }
    let { text } = part;
    for (;;) {
      const at = text.indexOf(open === null ? START : END);
      if (at < 0) break;
      const known = text.slice(0, at);
      if (open === null) {
        if (known !== '') parts.push({ kind: 'known', text: known, written: null });
        open = START;
        text = text.slice(at + START.length);
      } else {
        parts.push({ kind: 'hole', value: referenceTo(open + known + END, value) });
        open = null;
        text = text.slice(at + END.length);
      }
    }
    if (open !== null) open += text;
    else if (text !== '') parts.push(text === part.text ? part : { kind: 'known', text, written: null });
  }
  if (open !== null) return value;
  const [only] = parts;
  if (parts.length === 1 && only?.kind === 'hole' && only.value.kind === 'reference') return only.value;
  return { kind: 'text', parts, span: value.span, origin: value.origin };
}

function startsOne(value: Literal | Text): boolean {
  if (value.kind === 'literal') return typeof value.value === 'string' && value.value.includes(START);
  return value.parts.some(part => part.kind === 'known' && part.text.includes(START));
}

function referenceTo(name: string, { span, origin }: Literal | Text): Reference {
  return { kind: 'reference', target: { kind: 'dynamic', name }, attribute: null, span, origin };
}
