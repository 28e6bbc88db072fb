/** Sentences that say what is wired to what: with arrows, or with verbs. */
import { type Ask, item } from '../asks.ts';
import type { Reading } from '../reading.ts';
import { type Mention, mentionsIn } from '../words.ts';

const ARROW = /\s*(?:→|-{1,2}>|=>|➜|⟶)\s*/;
/** What the first does to the second. */
const FORWARD =
  /\b(triggers?|triggering|invok(?:es?|ing)|calls?|starts?|kicks? off|sets? off|(?:writes?|writing|saves?|sends?|puts?|publish(?:es)?|pushes|persists?|stores?|inserts?|forwards?|routes?|routed|delivers?|fans out|posts?|streams?|notif(?:y|ies)|fronts?|integrat\w+|connect\w*|feeds?|proxies|backed|targets?|serves?|queries|updates?|(?<!\d )receives?|takes?|pulls?|reads? from|reads?|looks up|logs(?= to| into| in))\b)/i;
/** What the second does to the first. */
const BACKWARD =
  /\b((?:is|are|be|gets?)?\s*(?:triggered|invoked|called|started|notified|fed|fronted|subscribed)\b(?!\s*,?\s*(?:that|which)\b)(?:[^.]*?\b(?:by|from|to|on|when|via)\b)?|subscribes? to|consumes?|polls?|listens? (?:to|on)|process(?:es)? (?:\w+ )*(?:from|in|of)|reacts? to)/i;
/** What happens at the second that the first does something about. */
const ARRIVES =
  /\b(?:for|on|of|when(?:ever)?|once|as soon as|each time|every time)\b[^.;]*\b(?:arriv(?:es?|ing)|lands?|(?:is|are|gets?) (?:put|uploaded|placed|dropped|added|created|written)|appears?|comes? in)\b\s*(?:in|into|to|on)\s+(?:an?|the|that|this|its)?\s*(?:\w+\s+)?$/i;
const STEPS = new Set(
  'lambda api_gateway rest_api http_api appsync dynamodb s3 sqs sns dlq eventbridge schedule step_functions kinesis firehose msk rds aurora rds_proxy opensearch elasticache efs ec2 auto_scaling alb ecs fargate cloudfront route53 cognito secrets_manager ssm glue athena redshift waf documentdb batch'.split(
    ' ',
  ),
);

export function connections(reading: Reading): Ask[] {
  const { text, sentence } = reading;
  if (sentence.kind === 'heading') return [];
  const chains = ARROW.test(text) ? arrows(text) : verbs(reading);
  return chains.flatMap(chain => [
    item('connections', 'is', chain.join(' -> ')),
    ...chain.filter(step => step !== 'dlq').map(step => ({ ...item('services.require', 'of', step), implied: true })),
  ]);
}

function arrows(text: string): string[][] {
  const sides = text.split(ARROW);
  const steps = sides.map((side, i) => {
    const found = mentionsIn(side).filter(m => STEPS.has(m.word));
    return (i === 0 ? found.at(-1) : found[0])?.word;
  });
  return steps.every(step => step !== undefined) ? [steps as string[]] : [];
}

function verbs({ text, mentions, clauses, around }: Reading): string[][] {
  const denied = clauses.filter(c => c.denied).map(c => c.text);
  const steps = mentions.filter(m => STEPS.has(m.word));
  // Alarms are told to people, and logs are written somewhere: that wires nothing of the application.
  if (/\balarms?\b|\blogs (?:are|go)\b/i.test(text)) return [];
  const edges: { readonly from: string; readonly to: string }[] = [];
  let subject: Mention | undefined = steps[0];
  for (let i = 1; i < steps.length; i++) {
    const [last, next] = [steps[i - 1] as Mention, steps[i] as Mention];
    const between = text.slice(last.end, next.start);
    if (denied.some(c => c.includes(text.slice(last.start, next.end)) || c.includes(between.trim()))) continue;
    if (/[.;]\s/.test(between)) {
      subject = next;
      continue;
    }
    // “… and saves them into” goes on with the subject of the verb before; “which saves” with what stands last.
    const again = /^[^,]*,?\s*(?:and|then|and then)\s+\w+/i.test(between) && !/\b(?:which|that|then)\b/i.test(between);
    const through = /\b(?:through|via|using|by means of)\s+(?:an?|the|another|a second)?\s*(?:\w+\s+)?$/i.test(between);
    const from = again && i > 1 ? (subject ?? last) : last;
    // “Whenever an object lands in the bucket, a function is started”.
    if (
      /^(?:when(?:ever)?|once|as soon as|every time|on|upon|after)\b/i.test(text) &&
      /,\s*(?:an?|the)?\s*(?:\w+\s+)?$/i.test(between) &&
      /^\s*(?:is|are|gets?)\s+(?:triggered|invoked|started|called|run|notified)\b/i.test(text.slice(next.end))
    ) {
      edges.push({ from: last.word, to: next.word });
      continue;
    }
    // “… makes a thumbnail for every scan that arrives in the bucket”.
    if (ARRIVES.test(between)) {
      edges.push({ from: next.word, to: last.word });
      continue;
    }
    const backward = BACKWARD.exec(between);
    const forward = FORWARD.exec(between);
    if (through && edges.length > 0) {
      const tail = edges.at(-1) as { from: string; to: string };
      edges[edges.length - 1] = { from: tail.from, to: next.word };
      edges.push({ from: next.word, to: tail.to });
      continue;
    }
    // What can't be processed lands in a queue; nothing comes from there.
    if (backward && next.word === 'dlq') continue;
    if (backward && (!forward || backward.index <= forward.index)) edges.push({ from: next.word, to: from.word });
    else if (
      forward &&
      /\b(?:reads?|receives?|takes?|pulls?)\b[^,]*\bfrom\b/i.test(between) &&
      /^(sqs|kinesis)$/.test(next.word)
    )
      edges.push({ from: next.word, to: from.word });
    else if (forward && !/\b(?:for|when|if|to store|such as|as well)\b/i.test(between.slice(0, forward.index)))
      edges.push({ from: from.word, to: next.word });
    if (/\b(?:which|that|then)\b/i.test(between) || !again)
      subject = /\b(?:which|that|then)\b/i.test(between) ? last : subject;
  }
  // “Triggered by the bucket”, under a heading or an item about the function.
  const [only] = steps;
  const outer = edges.length === 0 && only && steps.length === 1 ? stepAround(around) : null;
  if (only && outer !== null && outer !== only.word) {
    const rest = text.slice(0, only.start).replace(/^[^:]*:\s*/, '');
    if (/^(?:triggered|invoked|called|started|fed|subscribed)\b/i.test(rest))
      edges.push({ from: only.word, to: outer });
    else if (
      /^(?:triggers?|invokes?|calls?|writes? to|reads? from|publish\w* to|sends? (?:\w+ )?to|stores? (?:\w+ ){0,2}in)\b/i.test(
        rest,
      )
    )
      edges.push({ from: outer, to: only.word });
  }
  return chained(edges.filter(e => e.from !== e.to));
}

/** What a sentence without a subject is about. */
function stepAround(around: readonly string[]): string | null {
  for (const words of around) {
    const found = mentionsIn(words).find(m => STEPS.has(m.word));
    if (found) return words.length < 60 ? found.word : null;
  }
  return null;
}

/** Edges that follow one another as one chain. */
function chained(edges: readonly { readonly from: string; readonly to: string }[]): string[][] {
  const chains: string[][] = [];
  for (const { from, to } of edges) {
    const before = chains.find(c => c.at(-1) === from && !c.includes(to));
    const after = chains.find(c => c[0] === to && !c.includes(from));
    if (before) before.push(to);
    else if (after) after.unshift(from);
    else chains.push([from, to]);
  }
  return chains;
}
