/** Reports what the installed aws-cdk-lib says not to use any more, on the name itself. */
import { span } from '../../core/document.ts';
import type { Intent } from '../../core/intent.ts';
import type { DeprecatedUse } from '../../core/resource.ts';
import { cdk, defineRule } from '../../core/rule.ts';

/** As much of the library's words as a message bears. */
const MAX_WORDS = 160;

/** Words that the library's sentences begin with and that are no names. */
const OPENINGS =
  /^(Use|See|Calling|This|That|These|The|Version|Legacy|Unused|Inactive|Create|Do|Return|Always|Implement)\b/;

export const usesDeprecatedApi = defineRule({
  id: 'cdk/deprecated-api',
  since: '0.2.0',
  severity: 'information',
  profile: 'recommended',
  docs: {
    summary: 'The code uses nothing of the AWS Construct Library that is deprecated.',
    why: `What is deprecated gets no more attention, has a successor because it did too much or too little, and is gone with
the next major version. \`cdk synth\` prints such warnings without a place, and editors don't strike keys of objects out.
Here they stand at the key, member or class, in the words of the library that the project has installed: its type
declarations are read, and nothing of it is run. Without an installed library a table of one version stands in.

Fixes are offered where another name or another form says the same. \`logRetention\` is one that does not: its custom resource
set the retention of the group that Lambda makes, while \`logGroup\` is a group of its own with a name of its own; what was
logged so far stays in the old group. Runtimes are the matter of \`lambda/deprecated-runtime\`, which knows their dates.
\`addDependency\`, which has only got other names and stands in most apps, is not reported.`,
    bad: [
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          pointInTimeRecovery: true,
        });
      `,
      cdk`
        new ec2.Vpc(this, 'Network', { cidr: '10.0.0.0/16' });
      `,
      cdk`
        const subnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_NAT };
      `,
    ],
    good: [
      cdk`
        new dynamodb.Table(this, 'Orders', {
          partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
          pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
        });
      `,
      cdk`
        new ec2.Vpc(this, 'Network', { ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16') });
      `,
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/work-with.html'],
  },
  messages: {
    key: '{name} of {owner} is deprecated{says}',
    member: '{owner}.{name} is deprecated{says}',
    type: '{name} is deprecated{says}',
  },
  *checkSource(fact) {
    if (fact.kind !== 'deprecated-use' || /^aws_lambda\.Runtime#|#addDependency$/.test(fact.api)) return;
    const name = /[\w$]+$/.exec(fact.api)?.[0] ?? '';
    yield {
      message: fact.use,
      at: fact.span,
      params: { name, owner: fact.owner, says: words(fact.says) },
      subject: fact.api,
      // Another name for the same thing can wait for as long as both are there.
      ...(isRename(fact) ? { severity: 'hint' as const } : {}),
      tags: ['deprecated'],
      data: fact,
    };
  },
  fix({ data }) {
    const use = data as DeprecatedUse;
    const written = replaced(use);
    if (typeof written === 'string') return written;
    const { same, note } = use.replacement ?? { same: false };
    const title = `${written.title}${note === undefined ? '' : ` (${note})`}`;
    return [{ title, intents: written.intents, safety: same ? 'safe' : 'review' }];
  },
});

function isRename({ use, replacement }: DeprecatedUse): boolean {
  return use === 'member' && replacement?.same === true && replacement.word !== undefined;
}

/** `: use x instead.` */
function words(says: string): string {
  const [first = ''] = says.replaceAll('`', '').split(/(?<=[.!]) (?=[A-Z])/);
  const text = first.length > MAX_WORDS ? `${first.slice(0, MAX_WORDS)}…` : first.replace(/\.$/, '');
  if (text === '') return '.';
  return `: ${OPENINGS.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text}.`;
}

/** The change as intents, or why there is none. */
function replaced(use: DeprecatedUse): { readonly title: string; readonly intents: readonly Intent[] } | string {
  const { replacement, value, whole, span: name } = use;
  if (!replacement) return 'what takes its place is more than another name';
  if (replacement.refused !== undefined) return replacement.refused;
  if (use.use === 'type') {
    if (replacement.whole === undefined) return 'what takes its place is made of other things';
    if (!use.isMade) return 'what takes its place is no class';
    const to = replacement.whole.replace(/^\$\{.*\.(\w+)\}/, '$1');
    return { title: `Use ${to}`, intents: [text(whole, replacement.whole)] };
  }
  const word = replacement.word ?? null;
  if (use.use === 'member') {
    if (word === null) return 'what takes its place is more than another name';
    return { title: `Use ${word}`, intents: [text(name, word)] };
  }
  const gone = (): Intent => ({ kind: 'removeEntry', span: whole });
  const old = /\w+$/.exec(use.api)?.[0] ?? '';
  const holder = use.beside.find(({ key }) => key === replacement.goesWith);
  if (holder) return `it goes with ${holder.key}`;
  if (replacement.remove) return { title: `Remove ${old}`, intents: [gone()] };
  if (word !== null && use.beside.some(({ key }) => key === word)) return `${word} is set already`;
  if (!value) return 'its value can’t be seen';
  if (replacement.values) {
    const code = value.word === null || use.shorthand ? undefined : replacement.values[value.word];
    if (code === undefined) return 'what its value becomes can’t be told here';
    if (code === null) return { title: `Remove ${old}`, intents: [gone()] };
    return { title: `Use ${word}`, intents: [text(name, word ?? ''), text(value.span, code)] };
  }
  if (word === null) return 'what takes its place is more than another name';
  const unknown = 'what its value becomes can’t be told here';
  if (replacement.item !== undefined) {
    const [before = '', after = ''] = replacement.item.split('«»');
    if (!value.items || use.shorthand) return unknown;
    const items = value.items.flatMap(item => [text(startOf(item), before), text(endOf(item), after)]);
    return { title: `Use ${word}`, intents: [text(name, word), ...items].filter(says) };
  }
  if (replacement.calls) {
    const call =
      value.call && Object.hasOwn(replacement.calls, value.call.method) ? replacement.calls[value.call.method] : null;
    if (!call || !value.call?.keys.every(({ key }) => Object.hasOwn(call.keys ?? {}, key))) return unknown;
    const keys = value.call.keys.map(({ key, span }) => text(span, call.keys?.[key] ?? key));
    return { title: `Use ${word}`, intents: [text(name, word), text(value.call.callee, call.callee), ...keys] };
  }
  // Optional keys take what is undefined; most of what stands around the value in the new ones does not.
  if (value.open && replacement.adds === undefined && (replacement.value ?? '«»') !== '«»')
    return 'its value may be undefined, which what takes its place does not take';
  const code = filled(replacement.value ?? '«»', use);
  if (typeof code !== 'string') return code.refused;
  const [before = '', after = ''] = code.split('«»');
  const adds = replacement.adds?.replace('*', use.id ?? '');
  const title = `Use ${word}`;
  // A shorthand property is key and value in one word.
  const [start, end] = [startOf(value.span), endOf(value.span)];
  const intents = use.shorthand
    ? [text(start, `${word}: ${before}`, adds), text(end, after)]
    : [text(name, word), text(start, before, adds), text(end, after)];
  const moved = use.beside.filter(({ key }) => key === replacement.takes?.key);
  return {
    title,
    intents: [...intents.filter(says), ...moved.map(m => ({ kind: 'removeEntry' as const, span: m.span }))],
  };
}

function startOf({ uri, start }: DeprecatedUse['span']): DeprecatedUse['span'] {
  return span(uri, start, start);
}

function endOf({ uri, end }: DeprecatedUse['span']): DeprecatedUse['span'] {
  return span(uri, end, end);
}

function says(intent: Intent): boolean {
  return intent.kind !== 'replaceText' || intent.text !== '';
}

/** Code with the scope and the id of the construct that the key is given to. */
function filled(code: string, use: DeprecatedUse): string | { readonly refused: string } {
  if (!code.includes('@scope')) return code;
  if (use.scope === null || use.id === null)
    return { refused: 'the construct that it is given to has no id that can be seen' };
  const { takes } = use.replacement ?? {};
  const moved = use.beside.find(({ key }) => key === takes?.key);
  const isMember = moved === undefined || /^[A-Z_]+$/.test(moved.word ?? '');
  const also = use.beside.find(({ key }) => /^logRetentionR/.test(key)) ?? (isMember ? undefined : moved);
  if (also) return { refused: `${also.key} would have to go to the new log group, too` };
  const more = moved && takes ? `, ${takes.as}: \${${takes.of}.${moved.word}}` : '';
  return code.replace('@scope', use.scope).replace('@id', use.id).replace('@more', more);
}

function text(at: DeprecatedUse['span'], code: string, adds?: string): Intent {
  return { kind: 'replaceText', span: at, text: code, names: true, ...(adds === undefined ? {} : { adds }) };
}
