/** Sentences that ask for services and resources, that forbid them, or that leave them open. */
import { type Ask, item, value } from '../asks.ts';
import { connections } from './connections.ts';
import type { Clause, Reading } from '../reading.ts';
import { under } from '../reading.ts';
import { COUNT, type Mention, countOf, mentionsIn } from '../words.ts';

/** What other recognisers ask for, or what nobody means as a service by itself. */
const NEVER = new Set(
  'iam alarm dashboard log_group flow_log vpc_endpoint dlq health_check subnet xray nat_gateway user cloudwatch record_set kms'.split(
    ' ',
  ),
);
const VERB =
  /\b(use[sd]?|using|utiliz(?:e|es|ing)|create|deploy|provision|set up|setup|implement|configure|add|includes?|define|build|integrate|leverage|require[sd]?|needs?|launch|contains?|have|has|provide|host|want|adopt|attach|enable|employ|introduce|place|put|establish|spin up|expose|go with|consists? of|comprises?)\b(?!d)/i;
const STOP =
  /\b(for|to|that|which|with|in|within|into|on|across|via|by|from|using|so|where|when|as|of|behind|between|inside|has|have|is|are|must|should|shall|to be|through|after|before|under|rather)\b|:|→|->/i;
const STORED =
  /\b(?:are|is)\s+(?=on\s)(?:on)\s+(?:an?\s+)*$|\b(?:stor(?:e|ed|es)|written|saved?|kept|keep|persist(?:ed)?|hosted|arrives?|lands?|send|sent|publish(?:ed)?|delivered|streamed|cached|upload(?:s|ed)?|go(?:es)?|logged|put|puts|served from|held|runs?(?= on| in))\b[^.,;]*?\b(?:in|to|on|into|from|by|via)\s+(?:an?\s+|AWS\s+|Amazon\s+|encrypted\s+|private\s+|dedicated\s+|single\s+)*$/i;
const THROUGH =
  /\b(?:reach(?:ed|es)?|served|delivered|notified|mails?|told|exposed|distributed|accessible|available|enters?|comes?)\b[^.,;]*?\b(?:through|via|by|behind)\s+(?:an?\s+|AWS\s+|Amazon\s+|[\w-]+-facing\s+)*$/i;
const STATE =
  /^[^.]*?\b(?:must|shall|should|have to|has to|needs? to|is|are|be)\s+(?:be\s+)?(?:enabled|active|activated|used|deployed|created|present|provisioned|configured|set up|in place|required|mandatory|attached|included)\b/i;
const REFUSED =
  /\b(?:out of scope|not (?:allowed|permitted|needed here)|forbidden|prohibited|excluded|not an option|must not be (?:used|created|deployed|provisioned)|may not be (?:used|created)|(?:is|are) banned|not be (?:used|created|deployed|included)|leave (?:it|them) out|skip (?:it|them))\b/i;
const NO =
  /\b(?:no|without|avoid(?:ing)?|never|(?:do|does|must|should|shall|may|can|will)\s*not|don['’]?t|cannot|not|instead of|rather than)\s+(?:(?:use|using|create|creating|deploy|deploying|provision|add|adding|introduce|include|configure|rely on|require|need|have|set up|implement|employ|want|to)\s+)*(?:(?:any|an?|the|additional|extra|other|separate|custom|expensive)\s+)*$/i;
const MODAL = /^(?:(?!\b(?:that|which)\b)[^,;])*\b(?:must|should|shall|will|is|are|has|have|can|cannot|may|needs?)\b/i;
/** What follows a thing that is only named: nothing, a preposition, what it is like. */
const THING =
  /^\s*(?:(?:MySQL|PostgreSQL|Postgres|MariaDB|Redis|Serverless|v?\d[\w.]*(?![\w.]))\s*)*(?:(?:[\w-]+\s+){0,2}(?:bus|notifications?|streams?|pools?|clusters?|tables?|queues?|topics?|distributions?|instances?|repositor\w+|services?|applications?|rules?|databases?|stor\w+|layers?|v2)\b\s*)?(?:$|[,.;(`'"“+/&]|(?:with|for|to|in|on(?! demand)|at|that|which|behind|of|using|via|per|as|from|named|called|where|across|between|inside|into|and|or|plus|if|later|running|serving|having|only|v2|\w+ed)\b)/i;
/** What says something of a thing that is known, and does not ask for it. */
const SAYS =
  /^\s*(?!that\b|which\b)(?:\w+\s+){0,3}?(?:must|should|shall|will|is|are|has|have|had|can|cannot|may|needs?|triggers?|invokes?|calls?|writes?|reads?|serves?|stores?|sends?|puts?|keeps?|on demand|uses?|runs?|names?|roles?|polic\w+|accepts?|consumes?|accesses|access|logs|errors|timeouts?|runtimes?|memory|versioning|encryption)\b/i;
/** What follows a service that is meant as a whole. */
const WHOLE =
  /^\s*(?:[,.;)/!]|$|(?:and|or|for|in|to|at|as|on|because|since|anywhere|resources?|services?|gateways?|either|please|here|yet|is|are|nor|outside|inside|must|per)\b)/i;

export function services(reading: Reading): Ask[] {
  const { sentence, modality } = reading;
  if (sentence.kind === 'heading') return [];
  const found: Ask[] = [];
  for (const clause of reading.clauses)
    found.push(...(clause.denied ? refused(clause, reading) : required(inCell(clause, reading), reading)));
  const headed = headingOf(reading);
  if (headed) found.push({ ...item('services.require', 'of', headed), implied: true });
  if (modality !== 'may') return found;
  if (/^(?:could|might|may)\b.*\blater\b/i.test(reading.text)) return found.filter(ask => ask.path[1] !== 'require');
  return found.map(ask => (ask.path[1] === 'require' ? item('services.optional', 'is', String(ask.value)) : ask));
}

/** What a row of a table says of its first cell: “Queue | SQS with …” asks for one. */
function inCell(clause: Clause, { sentence }: Reading): Clause {
  const said = sentence.kind === 'row' ? /^[^:]*:\s*/.exec(clause.text) : null;
  if (!said) return clause;
  const text = clause.text.slice(said[0].length);
  const mentions = mentionsIn(text);
  return mentions[0]?.start === 0 ? { ...clause, text, mentions } : clause;
}

/** The service that the heading above an item is the name of: “## 3. DynamoDB”. */
function headingOf({ sentence, clauses }: Reading): string | null {
  const heading = sentence.headings.at(-1);
  if (sentence.kind !== 'item' || heading === undefined || clauses.every(c => c.denied)) return null;
  const [only, ...others] = mentionsIn(heading);
  if (!only || others.length > 0 || NEVER.has(only.word) || only.start > 0) return null;
  return /^\s*(?:tables?|buckets?|functions?|clusters?|instances?|configuration|setup|requirements|settings)?\s*$/i.test(
    heading.slice(only.end),
  )
    ? only.word
    : null;
}

/** The mentions of an enumeration that starts with the first: “EC2, RDS and EKS”. */
function enumeration(text: string, from: Mention, all: readonly Mention[]): Mention[] {
  const found = [from];
  for (const next of all.filter(m => m.start > from.start)) {
    const between = text.slice((found.at(-1) as Mention).end, next.start);
    if (
      !/^\s*(?:\w+\b\s*)?(?:,|\band\b|\bor\b|\/|&|,\s*(?:and|or|nor)|nor|\+)\s*(?:(?:an?|the|any|aws|amazon|internet-facing|internal)\s+)*$/i.test(
        between,
      )
    )
      break;
    found.push(next);
  }
  return found;
}

function refused({ text, mentions }: Clause, reading: Reading): Ask[] {
  const [first] = mentions;
  if (!first) return [];
  const forbid = (of: readonly Mention[]) =>
    of
      .filter(m => !NEVER.has(m.word) || /^(?:user|kms|nat_gateway|xray)$/.test(m.word))
      .map(m => item('services.forbid', 'of', m.word));
  if (REFUSED.test(text.slice(first.end)) && /^(?:the |any |aws |amazon )*$/i.test(text.slice(0, first.start)))
    return forbid(enumeration(text, first, mentions));
  for (const mention of mentions) {
    const before = text.slice(0, mention.start);
    // “Functions must not be put into a VPC” says something of functions.
    if (/\b(?:in|into|inside)\s+(?:(?:an?|any|the)\s+)?$/i.test(before) && !/\b(?:anything|nothing)\b/i.test(before))
      continue;
    // “no third-party constructs or nested stacks”: others may stand before it in the list.
    const listed =
      /(?:,|\bor|\bnor)\s*$/i.test(before.replace(/(?:or|nor|any|an?)\s+$/i, 'or ')) &&
      NO.test(before.replace(/(?<=\b(?:no|not|introduce|use|create|add|any|avoid)\s)[\w\s,-]+$/i, '')) &&
      /^\s*(?:[,.;]|$|or\b)/i.test(text.slice(mention.end));
    // “Do not put anything into a VPC”.
    const whole =
      /\b(?:not|n['’]t|never) (?:put|place|run|have) anything (?:in|into|inside) (?:an?|any|the) $|\bnothing (?:\w+ ){0,3}(?:in|into|inside) (?:an?|any|the) $/i;
    if (!(NO.test(before) || listed || whole.test(before)) || !WHOLE.test(text.slice(mention.end))) continue;
    if (
      /\b(?:not|n['’]t)\s+(?:require|need|want|have)\b.*$/i.test(text.slice(0, mention.start)) &&
      !/\b(?:do|must|should)/i.test(text)
    )
      continue;
    const all = enumeration(text, mention, mentions);
    return all.every(m => WHOLE.test(text.slice(m.end))) ? forbid(all) : [];
  }
  // A bare name under a heading of what is not wanted.
  const bare =
    !/\b(no|not|never|without|avoid)\b/i.test(text) &&
    (reading.sentence.kind === 'item' || reading.sentence.label !== null);
  // “Out of scope: Redshift, QuickSight, EMR”: others that nobody knows may stand between.
  if (
    bare &&
    reading.sentence.label !== null &&
    text.split(/,|\band\b|\bor\b/).every(part => part.trim().split(/\s+/).length < 4)
  )
    return forbid(mentions);
  return bare &&
    first.start === 0 &&
    text.slice((enumeration(text, first, mentions).at(-1) as Mention).end).trim().length < 2
    ? forbid(enumeration(text, first, mentions))
    : [];
}

function required({ text, mentions }: Clause, reading: Reading): Ask[] {
  const wanted = new Map<string, Ask>();
  const add = (mention: Mention, within: string, doubt?: string) => {
    if (mention.word === 'nat_gateway')
      for (const ask of natGateways(mention, within, reading.text)) wanted.set('nat', ask);
    if (/^AWS::EC2::VPCEndpoint$|^AWS::EC2::FlowLog$/.test(mention.word)) return;
    if (/\b(?:gateway|interface|vpc) endpoints?\b/i.test(text) && !/^(?:AWS::EC2::VPC|vpc)$/.test(mention.word)) return;
    // A stream is a property of its table.
    if (mention.word === 'dynamodb' && /streams?$/i.test(within.slice(mention.start, mention.end))) return;
    if (NEVER.has(mention.word) && !(mention.word === 'kms' && /\bcreate\b/i.test(text))) return;
    // The parts of a name that says more: “Lambda execution role”, “S3 access logs”, “RDS credentials”.
    if (
      mention.word !== 'route53' &&
      /^\s*(?:(?!with|for|and|in|on|to|or|using|via)\w+\s+)?(?:roles?|polic|permissions?|logs?\b|logging|credentials?|passwords?|users?\b|keys?\b|events?\b(?! bus)|triggers?|names?\b|endpoints?|access|code|handlers?|errors?|stages?|encryption|versioning|subnet|layers?|integration|authorizer|tracing|images?|image scanning|backups?|failover|region|health|traffic|parameters?|conditions?|intrinsic|costs?|sizes?|@|origin)\b/i.test(
        text.slice(mention.end),
      )
    )
      return;
    const number = new RegExp(`\\b(exactly\\s+|at least\\s+)?(${COUNT})\\s+(?:\\w+\\s+){0,2}$`, 'i').exec(
      text.slice(0, mention.start),
    );
    const count = number && !/^(a single|single|one)$/i.test(number[2] as string) ? countOf(number[2] as string) : null;
    const more =
      count === null || !(count > 1 && count < 20)
        ? {}
        : { [/exactly/i.test(number?.[1] ?? '') ? 'count' : 'min']: count };
    const ask = item('services.require', 'of', mention.word, more as Record<string, number>);
    if (!wanted.has(mention.word)) wanted.set(mention.word, doubt ? { ...ask, doubt } : ask);
  };
  const [first] = mentions;
  if (!first) return [];
  if (/^\s*(?:is|are)\s+optional\b/i.test(text.slice(first.end))) add(first, text);
  const isItem = reading.sentence.kind !== 'heading';
  const head = text.slice(0, first.start);
  const verb = VERB.exec(text);
  const tail = text.slice(first.end);
  const noun =
    /^(?:(?:an?|the|one|two|three|four|\d+|single|private|public|new|dedicated|encrypted|amazon|aws|central|main|highly|available|internet-facing|regional|managed|multi-az|serverless|automated|maybe|perhaps|possibly|optional|optionally)\s+)*$/i.test(
      head,
    );
  // “A Lambda function (python3.12) that …”: a thing, and no sentence about it.
  const thing =
    isItem &&
    noun &&
    !/^the\b/i.test(head) &&
    (reading.sentence.kind === 'item' ||
      (reading.sentence.kind === 'row' && connections(reading).length === 0) ||
      /^\s*$/.test(tail) ||
      (/^an?\b/i.test(head) && connections(reading).length === 0)) &&
    (/^an?\b/i.test(head)
      ? !MODAL.test(tail)
      : (!SAYS.test(tail) && !/^\s*(?::|→|->|=>)/.test(tail)) ||
        (THING.test(tail) && !(/^\s*with\b/i.test(tail) && MODAL.test(tail))));
  if (thing && !reading.sentence.before.length) for (const m of enumeration(text, first, mentions)) add(m, text);
  // “… using Lambda for compute, DynamoDB for storage”.
  const leads =
    verb !== null &&
    (verb.index === 0 ||
      /\b(?:must|shall|should|will|['’]ll|may|could|might|can|maybe|perhaps|possibly|optionally|to|and|we|you|please|also|then|need|,)\s*(?:\w+\s+)?$/i.test(
        text.slice(0, verb.index),
      ));
  if (verb && leads) {
    const object = text.slice(verb.index + verb[0].length);
    const from = verb.index + verb[0].length;
    const about = mentions.some(m => m.start < verb.index);
    // “Buckets must have versioning” is about buckets; “the stack must include a bucket” asks for one.
    if (!about || /^(?:use|includ|contain|deploy|require|need|want)/i.test(verb[0])) {
      const direct = mentions.filter(m => m.start >= from);
      const [opening] = direct;
      if (
        opening &&
        !STOP.test(object.slice(0, opening.start - from).replace(/^\s*up\b/, '')) &&
        (!/\bthe\s*$/i.test(text.slice(0, opening.start).replace(/\b(?:aws|amazon)\s*$/i, '')) ||
          /^\s*service\b/i.test(text.slice(opening.end)))
      ) {
        const all = enumeration(text, opening, mentions);
        const choice =
          new Set(all.map(m => m.word)).size > 1 &&
          /\bor\b/i.test(text.slice(opening.end, (all.at(-1) as Mention).start));
        for (const m of all) add(m, text, choice ? 'one of several is enough' : undefined);
      }
      // “Route 53 for DNS, CloudFront for content and WAF for protection”.
      for (const match of text.slice(from).matchAll(/(?:,|\band)\s+(?:an?\s+|aws\s+|amazon\s+)*/gi)) {
        const at = from + match.index + match[0].length;
        const next = direct.find(m => m.start === at || text.slice(at, m.start).trim() === '');
        if (next && /^\s+(?:for|to)\b/i.test(text.slice(next.end)) && wanted.size > 0) add(next, text);
      }
    }
  }
  if (STATE.test(text) && noun && !/^(?:the)\b/i.test(head)) {
    const all = enumeration(text, first, mentions);
    if (
      /^\s*(?:\w+\s+)?(?:must|shall|should|have to|has to|needs? to|is|are)\s+(?:be\s+)?(?:enabled|active|activated|used|deployed|created|present|provisioned|configured|set up|in place|required|mandatory|attached|included)/i.test(
        text.slice((all.at(-1) as Mention).end),
      )
    )
      for (const m of all) add(m, text);
  }
  for (const mention of mentions) {
    if (
      mention.word === 'nat_gateway' &&
      !wanted.has('nat') &&
      new RegExp(`(?:^|,|\\band|\\bwith|\\b${COUNT})\\s*(?:an?\\s+|\\w+\\s+)?$`, 'i').test(
        text.slice(0, mention.start),
      ) &&
      !/\b(?:must|should|shall)\b/i.test(text.slice(mention.end))
    )
      add(mention, text);
    const before = text.slice(0, mention.start);
    if (STORED.test(before) && !/^(?:AWS::EC2::VPC|vpc)$/.test(mention.word)) add(mention, text);
    // “Users reach the site through CloudFront and a load balancer”.
    if (THROUGH.test(before)) for (const m of enumeration(text, mention, mentions)) add(m, text);
    // “The database is Aurora MySQL”.
    if (
      /^the\s+(?:\w+\s+)?(?:is|will be|must be|should be|shall be)\s+(?:an?\s+|amazon\s+|aws\s+)*$/i.test(
        before.replace(/\b(?:database|queue|cache|load balancer|api|storage|store|cdn)\b/i, 'x'),
      )
    )
      add(mention, text);
    if (mention.word === 'sns' && /\bnotify\s+(?:an?\s+)?$/i.test(text.slice(0, mention.start))) add(mention, text);
    if (
      /^(?:secrets_manager|acm)$/.test(mention.word) &&
      /\b(?:in|from|by|via|using|with)\s+(?:aws\s+)?$/i.test(text.slice(0, mention.start))
    )
      add(mention, text);
    if (
      /^(?:waf|cognito)$/.test(mention.word) &&
      /\b(?:with|by)\s+(?:an?\s+|aws\s+|amazon\s+)*$/i.test(text.slice(0, mention.start))
    )
      add(mention, text);
  }
  return [...wanted.values()];
}

function natGateways(mention: Mention, text: string, whole: string): Ask[] {
  const perZone =
    /\b(?:one|1|an?)\b[^.]*\b(?:per|each|every|in each)\s+(?:az|availability zone|public subnet|zone)/i.test(text);
  const zones = new RegExp(`\\b(${COUNT})\\s+(?:azs?|availability zones?)`, 'i').exec(whole);
  if (perZone)
    return zones
      ? [value('network.nat_gateways', countOf(zones[1] as string))]
      : [value('network.nat_gateways', 'per_az')];
  const least = new RegExp(`\\bat least (${COUNT}) (?:azs?|availability zones?)`, 'i').exec(whole);
  if (least) return [item('services.require', 'of', 'nat_gateway', { min: countOf(least[1] as string) })];
  const count = new RegExp(`\\b(${COUNT})\\s+(?:\\w+\\s+)?$`, 'i').exec(text.slice(0, mention.start));
  return count
    ? [value('network.nat_gateways', countOf(count[1] as string))]
    : [item('services.require', 'of', 'nat_gateway')];
}

/** How many subnets, VPC endpoints for what, flow logs, address ranges. */
export function network(reading: Reading): Ask[] {
  const { text, clauses } = reading;
  if (clauses.every(c => c.denied)) return [];
  const found: Ask[] = [];
  const cidr = /(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2})(?!\d)/.exec(text);
  const ofVpc =
    /\bvpc\b(?:(?!subnet)[^;]){0,40}$/i.test(text.slice(0, cidr?.index ?? 0)) || !/\bsubnets?\b/i.test(text);
  if (cidr && ofVpc && /\bvpc\b/i.test(text) && !/\bparameter/i.test(text) && !under(reading, /\bparameters?\b/i))
    found.push(value('network.cidr', cidr[1] as string));
  const ways = new RegExp(`^NAT(?: gateways?)?:\\s*(${COUNT})$`, 'i').exec(text);
  if (ways) found.push(value('network.nat_gateways', countOf(ways[1] as string)));
  const NUM = `(${COUNT})`;
  const tiers = [
    ...text.matchAll(
      new RegExp(
        `\\b${NUM}\\s+(?:(?:public|private|isolated|database|application|data)\\s+)?(?:subnets?\\b|(?=(?:public|private|isolated)\\b))(?:(?:public|private|isolated)\\s+)?`,
        'gi',
      ),
    ),
  ];
  if (/\bsubnets?\b/i.test(text) && tiers.length > 0) {
    const each =
      /\bsubnets?\s+(?:per|in each|in every)\b|\b(?:each|every|per) (?:az|availability zone|zone)\b[^,;]*\bsubnets?/i.test(
        text,
      );
    const total = tiers.reduce((sum, m) => sum + countOf(m[1] as string), 0);
    if (!each && total > 0 && total < 50) found.push(value('network.subnets', total));
  }
  if (/\bflow logs?\b/i.test(text) && !clauses.find(c => /\bflow logs?\b/i.test(c.text))?.denied)
    found.push(value('network.flow_logs', true));
  const endpoints =
    /\b(?:AWS::EC2::VPCEndpoint|(?:vpc|gateway|interface)\s+endpoints?|endpoints?(?=:|\s+(?:for|to)\s))(?:\s+(?:for|to)\b)?(.*)$/i.exec(
      text,
    );
  if ((endpoints && !/\bif\b/i.test(text.slice(0, endpoints.index))) || under(reading, /\bvpc endpoints?\b/i)) {
    const after = endpoints ? (endpoints[1] as string) : text;
    const before = endpoints ? text.slice(0, endpoints.index) : '';
    for (const [name, words] of ENDPOINTS)
      if (words.test(after) || (words.test(before) && !/\b(for|to)\b/i.test(after)))
        found.push(item('network.endpoints', 'is', name));
  }
  return found;
}

const ENDPOINTS: readonly (readonly [string, RegExp])[] = [
  ['s3', /\bs3\b/i],
  ['dynamodb', /\bdynamo/i],
  ['ecr', /\becr\b/i],
  ['secretsmanager', /\bsecrets ?manager\b/i],
  ['ssm', /\bssm\b|\bsystems manager\b/i],
  ['sqs', /\bsqs\b/i],
  ['sns', /\bsns\b/i],
  ['kms', /\bkms\b/i],
  ['logs', /\bcloudwatch logs\b/i],
  ['lambda', /\blambda\b/i],
  ['kinesis', /\bkinesis\b/i],
  ['sts', /\bsts\b/i],
];
