/** Sentences about encryption, monitoring, resilience and what is left behind when a stack is deleted. */
import { type Ask, type AskValue, item, member, property, value } from '../asks.ts';
import { type Reading, deniedAt, subjectOf, under } from '../reading.ts';
import { TIME, bounded, mentionsIn, seconds } from '../words.ts';

/** What holds data, where a sentence means all of it. */
export const DATA = ['dynamodb', 'efs', 'elasticache', 'opensearch', 'rds', 'redshift', 's3', 'sqs'] as const;
const KEYED = [
  'dynamodb',
  's3',
  'rds',
  'aurora',
  'sqs',
  'sns',
  'log_group',
  'kinesis',
  'efs',
  'elasticache',
  'opensearch',
  'redshift',
  'secrets_manager',
  'cloudtrail',
  'lambda',
];
const ENCRYPTABLE = ['dynamodb', 's3', 'rds', 'aurora', 'sqs', 'efs', 'elasticache', 'opensearch', 'redshift'];

export function encryption(reading: Reading): Ask[] {
  const { text, mentions, sentence } = reading;
  if (sentence.kind === 'heading') return [];
  const found: Ask[] = [];
  const tls = /\b(?:TLS|SSL)[\s_-]*v?(1[._][23])/i.exec(text);
  if (tls && !deniedAt(reading, tls[0])) found.push(value('encryption.tls', (tls[1] as string).replace('_', '.')));
  if (
    /\b(?:keys?|kms|cmks?)\b[^.]*\brotat(?:ion|e[sd]?)\b|\bkey rotation\b|\brotat(?:e|ing) (?:the )?(?:kms )?keys?\b/i.test(
      text,
    ) &&
    !/\baccess keys?\b|\bsecrets?\b|\bpasswords?\b/i.test(text) &&
    !deniedAt(reading, 'rotat')
  )
    found.push(value('encryption.key_rotation', true));
  const about =
    /\bencrypt(?:ed|ion|s|ing)?\b|\bSSE\b|\bSSE-\w+|\bCMKs?\b|\bcustomer[- ]managed (?:kms )?keys? for\b|\bKMS keys? of (?:our|its|your) own for\b|\buse (?:\w+ )?KMS keys?\b[^.]*\bfor\b/i.exec(
      text,
    );
  if (!about || deniedAt(reading, about[0])) return found;
  const transit = /\bin[- ]transit\b|\btransit encryption\b/i.test(text) && !/\bat[- ]rest\b/i.test(text);
  if (transit) return found;
  const own =
    /\bcustomer[- ]?(?:managed|owned)\b|\bCMKs?\b|\b(?:own|dedicated|custom) (?:kms )?keys?\b|\bkeys? of (?:ours|(?:our|its|your) own)\b|\bthe same (?:kms )?keys?\b|\b(?:with|use|using|by|via) (?:an? |the |its own )?(?:aws )?KMS (?:encryption )?keys?\b/i.test(
      text,
    ) && !/\baws[- ]managed\b/i.test(text);
  const kms = /\bSSE-KMS\b|\bKMS\b/i.test(text) && !/\baws[- ]managed\b/i.test(text);
  const family = own ? KEYED : ENCRYPTABLE;
  let of = [...new Set(mentions.map(m => m.word).filter(w => family.includes(w)))];
  const all =
    /\b(all|any|every|sensitive)\b[^.]*\b(data|storage|resources|stores?|services)\b|\bdata\b[^.]*\bat[- ]rest\b|^(?:enable )?encryption at rest\b/i.test(
      text,
    );
  // The database that is Aurora is no other one.
  if (of.includes('aurora') && !/\bRDS\b/.test(text)) of = of.filter(w => w !== 'rds');
  if (of.length === 0 && !all) {
    const subject = subjectOf(reading, family);
    of = subject ? [subject] : [];
  }
  if (of.length === 0 && all) return [...found, member(own ? 'encryption.customer_key' : 'encryption.at_rest', DATA)];
  if (of.length === 0) return found;
  if (own) return [...found, member('encryption.customer_key', of)];
  if (kms && of.includes('s3')) {
    found.push(property('s3', 'encryption_algorithm', 'aws:kms'));
    of = of.filter(w => w !== 's3');
  } else if (/\b(?:AES-?256|SSE-S3)\b/i.test(text) && of.includes('s3')) {
    found.push(property('s3', 'encryption_algorithm', 'AES256'));
    of = of.filter(w => w !== 's3');
  }
  if (of.length > 0) found.push(member('encryption.at_rest', of));
  return found;
}

const METRICS: readonly (readonly [RegExp, string])[] = [
  [/\b([A-Z][a-z]+(?:[A-Z0-9][a-zA-Z0-9]*)+)\b/, ''],
  [/\biterator age\b/i, 'GetRecords.IteratorAgeMilliseconds'],
  [/\bage of (?:the )?oldest message|\bmessage age\b|\bqueue age\b/i, 'ApproximateAgeOfOldestMessage'],
  [
    /\b(?:queue|dlq) depth\b|\bvisible messages\b|\bmessages? (?:are )?(?:in|visible|waiting)/i,
    'ApproximateNumberOfMessagesVisible',
  ],
  [/\b5xx\b/i, '5XXError'],
  [/\b4xx\b/i, '4XXError'],
  [/\bthrottl(?:es?|ing|ed)\b/i, 'Throttles'],
  [/\berrors?(?: rates?)?\b|\bfailures?\b|\bfail(?:s|ed|ing)?\b/i, 'Errors'],
  [/\bduration\b/i, 'Duration'],
  [/\bcpu\b/i, 'CPUUtilization'],
  [/\blatency\b/i, 'Latency'],
  [/\bconnections\b/i, 'DatabaseConnections'],
  [/\bfree storage\b/i, 'FreeStorageSpace'],
  [/\bunhealthy hosts?\b/i, 'UnHealthyHostCount'],
];
const WATCHED = [
  'lambda',
  'sqs',
  'dlq',
  'api_gateway',
  'rest_api',
  'http_api',
  'dynamodb',
  'rds',
  'aurora',
  'alb',
  'ec2',
  'auto_scaling',
  'ecs',
  'fargate',
  'step_functions',
  'kinesis',
  'elasticache',
  'cloudfront',
  'opensearch',
];
const NO_METRICS =
  /^(DynamoDB|CloudWatch|EventBridge|CloudFront|TypeScript|CloudTrail|CloudFormation|GuardDuty|OpenSearch|ElastiCache|DocumentDB)$/;

function alarms({ text, sentence, clauses, around }: Reading): Ask[] {
  const row = sentence.kind === 'row' && sentence.cells.some(c => /\balarms?\b/i.test(c.head));
  const inside =
    row ||
    (sentence.kind === 'item' &&
      /\balarms?\b/i.test([...sentence.above, sentence.headings.at(-1) ?? '', sentence.label ?? ''].join(' ')));
  if ((!/\balarms?\b|\balert(?:s|ed)? (?:on|when|if)\b/i.test(text) && !inside) || clauses.every(c => c.denied))
    return [];
  const found: Ask[] = [];
  const pieces = row
    ? [sentence.cells.map(c => c.text.replaceAll('`', '')).join(' | ')]
    : text.split(
        /,\s*(?:and\s+)?|\s+or\s+(?:if|when)\s+|\s+and\s+(?=(?:[\w ]{2,25}? )?(?:errors?|throttl\w+|latency|cpu|5xx|4xx|age|depth|duration|connections|storage|failures?|hosts?)\b)|;/i,
      );
  let last: string | null = null;
  for (const piece of pieces) {
    let of: string | null =
      mentionsIn(piece)
        .filter(m => WATCHED.includes(m.word))
        .map(m => m.word)[0] ??
      last ??
      (inside ? (around.flatMap(a => mentionsIn(a)).find(m => WATCHED.includes(m.word))?.word ?? null) : null);
    let metric: string | null = null;
    for (const [words, name] of METRICS) {
      const match = words.exec(name === '' ? piece.replace(/\bAWS::\S+/g, '') : piece);
      if (!match || (name === '' && NO_METRICS.test(match[1] as string))) continue;
      metric = name === '' ? (match[1] as string) : metricOf(name, of);
      break;
    }
    of ??= metric === 'GetRecords.IteratorAgeMilliseconds' ? 'kinesis' : null;
    // “…, we want to see an alarm” is said of what stands before it.
    const again = metric === null && found.length > 0 && mentionsIn(piece).every(m => !WATCHED.includes(m.word));
    if (of && !again && !/\bfor (?:the )?alarms\b/i.test(piece) && (metric || /\balarms?\b/i.test(piece))) {
      const ask = item('monitoring.alarms', 'of', of === 'dlq' ? 'sqs' : of, metric ? { metric } : {});
      // No selector tells dead-letter queues from the others, which need no alarm on how many messages they hold.
      found.push(of === 'dlq' ? { ...ask, doubt: 'it is said of dead-letter queues alone' } : ask);
      last = of;
    }
  }
  return found;
}

/** Some services call the same thing otherwise. */
function metricOf(name: string, of: string | null): string {
  if (of === 'step_functions' && name === 'Errors') return 'ExecutionsFailed';
  if (of === 'dynamodb' && name === 'Throttles') return 'ThrottledRequests';
  if (of === 'alb' && name === '5XXError') return 'HTTPCode_ELB_5XX_Count';
  if (of === 'alb' && name === 'Latency') return 'TargetResponseTime';
  return name;
}

export function monitoring(reading: Reading): Ask[] {
  const { text, mentions, sentence, clauses } = reading;
  if (sentence.kind === 'heading' || clauses.every(c => c.denied)) return [];
  const found = alarms(reading);
  const logs = /\blogs?\b|\blog groups?\b|\blogging\b/i.test(text) || under(reading, /\blog(s|ging)?\b/i);
  const keeps =
    /^log(?:s| groups?)(?: \w+)?:|\b(retention|retain(?:ed)?|keep|kept|expire|stored|(?:delete[sd]?|removed|thrown away|dropped|purged|discarded|gone) after|for|weeks?)\b/i.test(
      text,
    );
  // “Dashboard, alarms on queue depth, log retention of one week”: what is said of logs alone.
  const part = /\balarm/i.test(text) ? (text.split(/[,;]/).find(p => /\blog retention\b/i.test(p)) ?? text) : text;
  const period = new RegExp(TIME, 'i').exec(part);
  const others =
    /\b(backups?|snapshots?|objects?|messages?|metrics?|flow logs? to s3|stream|shards?|versions?)\b/i.test(text);
  if (logs && keeps && period && !others && !/\balarm/i.test(part)) {
    const days = seconds(period[1] as string, period[2] as string) / 86_400;
    if (Number.isInteger(days) && days > 0)
      found.push(
        value('monitoring.log_retention_days', bounded(part, period.index, period.index + period[0].length, days)),
      );
  }
  if (
    /\bx-?ray\b|\bactive tracing\b|\btracing\b/i.test(text) &&
    !deniedAt(reading, /\bx-?ray\b|\btracing\b/i.exec(text)?.[0] ?? '')
  ) {
    const of = mentions
      .map(m => m.word)
      .filter(w => ['lambda', 'api_gateway', 'rest_api', 'step_functions'].includes(w))
      .map(w => (w === 'rest_api' ? 'AWS::ApiGateway::Stage' : w === 'api_gateway' ? 'AWS::ApiGateway::Stage' : w));
    found.push(member('monitoring.tracing', of.length > 0 ? of : ['lambda']));
  }
  if (/\bdashboards?\b(?! are\b)/i.test(text) && !deniedAt(reading, 'dashboard'))
    found.push(value('monitoring.dashboard', true));
  const logged = /\b(?:server )?access[- ]log(?:s|ging|ged)?\b/i.exec(text);
  if (logged && !deniedAt(reading, logged[0])) {
    const of = mentions
      .map(m => m.word)
      .filter(w => ['s3', 'cloudfront', 'alb', 'api_gateway', 'rest_api', 'http_api'].includes(w))
      // The bucket that logs go to need not have any.
      .filter(
        (w, i) =>
          !(w === 's3' && i > 0 && /\blogs?\b[^.]*\b(?:to|in|into)\s+(?:an?\s+)?(?:dedicated\s+)?s3\b/i.test(text)),
      )
      .map(w => (/api/.test(w) ? 'AWS::ApiGateway::Stage' : w));
    if (of.length === 0 && /\bstages?\b/i.test(text)) of.push('AWS::ApiGateway::Stage');
    // Server access logs are those of buckets.
    const named = of.length === 0 && /^server\b/i.test(logged[0]) ? 's3' : null;
    const bare = of.length > 0 ? of : [named ?? subjectOf(reading, ['s3', 'cloudfront'])].filter(w => w !== null);
    if (bare.length > 0) found.push(member('monitoring.access_logs', bare));
  }
  return found;
}

export function resilience(reading: Reading): Ask[] {
  const { text, mentions, sentence, clauses } = reading;
  if (sentence.kind === 'heading') return [];
  const denied = (words: RegExp) => clauses.find(c => words.test(c.text))?.denied ?? false;
  const found: Ask[] = [];
  const letters = /\bDLQs?\b|\bdead[- ]letter|\bredrive polic/i;
  if (letters.test(text) && !denied(letters) && !/\balarm/i.test(text)) {
    const of = mentions.map(m => m.word).filter(w => ['lambda', 'eventbridge', 'sns'].includes(w));
    const queue =
      mentions.some(m => m.word === 'sqs') ||
      /\bmessages?\b|\bqueues?\b|\breceives?\b/i.test(
        text.replace(/\b(?:SQS )?dead[- ]letter queues?\b|\bSQS DLQ\b/gi, ''),
      );
    // Batches that fail are those of a function that reads from a stream or a queue.
    if (of.length === 0 && /\bfailed (?:batches|invocations|executions)\b/i.test(text)) of.push('lambda');
    const subject =
      of.length > 0
        ? of
        : queue
          ? ['sqs']
          : [subjectOf(reading, ['lambda', 'sqs', 'eventbridge', 'sns'])].filter(w => w !== null);
    found.push(member('resilience.dead_letters', subject.length > 0 ? subject : ['sqs']));
    if (
      of.length > 0 &&
      /\bqueues?\b/i.test(text.replace(/\b(?:SQS )?dead[- ]letter queues?\b|\bSQS DLQ\b/gi, '')) &&
      /\beach|every|all\b/i.test(text)
    )
      found[found.length - 1] = member('resilience.dead_letters', [...subject, 'sqs']);
  }
  const backups = /\b(?:backups?|snapshots?)\b/i;
  const period = new RegExp(TIME, 'i').exec(text);
  if (
    backups.test(text) &&
    !denied(backups) &&
    period &&
    /\b(days?|weeks?|months?|years?|d|w)\b/i.test(period[2] as string)
  ) {
    const days = seconds(period[1] as string, period[2] as string) / 86_400;
    const table = subjectOf(reading, ['rds', 'aurora', 'dynamodb', 'efs']);
    if (Number.isInteger(days) && (table === null || table === 'rds' || table === 'aurora')) {
      const is: AskValue = bounded(text, period.index, period.index + period[0].length, days);
      found.push(value('resilience.backup_retention_days', is));
    }
  }
  const pitr =
    /\bpoint[- ]in[- ]time[- ]recovery\b|\bPITR\b|\b(?:to|from) any (?:point|moment|second) in (?:the )?(?:time|past)\b/i;
  if (pitr.test(text) && !denied(pitr)) found.push(value('resilience.point_in_time_recovery', true));
  const zones = /\bmulti-?\s?AZ\b/i;
  const spread =
    /\bmultiple availability zones\b|\bseveral availability zones\b/i.test(text) &&
    mentions.some(m => m.word === 'rds');
  if ((zones.test(text) && !denied(zones)) || spread) {
    const network =
      mentions.some(m => ['vpc', 'subnet', 'alb', 'auto_scaling', 'nat_gateway', 'ecs', 'ec2'].includes(m.word)) &&
      !mentions.some(m => ['rds', 'aurora', 'elasticache'].includes(m.word));
    if (!network) found.push(value('resilience.multi_az', true));
  }
  if (
    /\bfail-?over\b(?! [a-z]{2}-[a-z]+-\d)/i.test(text) &&
    /\b(route ?53|dns|regions?|health checks?|origin)\b/i.test(text) &&
    !denied(/\bfail-?over\b/i)
  )
    found.push(value('resilience.failover', true));
  if (/\bglobal tables?\b/i.test(text) && !denied(/\bglobal tables?\b/i))
    found.push(value('resilience.global_tables', true));
  return found;
}

export function lifecycle(reading: Reading): Ask[] {
  const { text, sentence } = reading;
  if (sentence.kind === 'heading') return [];
  const retain =
    /\bretain(?:ed)?\b|\bRETAIN\b|\bare kept when (?:the|a) stack\b|\b(?:surviv(?:e|es)|outlives?)\b[^.;]*\bstacks?\b|\bdeletion ?policy\W+retain\b/i.test(
      text,
    ) &&
    /^retain\b|\b(polic(?:y|ies)|(?:deletion|removal) ?policy|removal|stack (?:is |was )?deleted?|deletion|on delete|when (?:a |the )?stacks?)\b/i.test(
      text,
    );
  const destroy =
    /\bRemovalPolicy\.DESTROY\b|\bremovalPolicy\W+DESTROY\b|\bDESTROY\b|\bdestroyable\b|\b(?:fully )?deletable\b|\bautoDeleteObjects\b|\bcleanly (?:destroyed|deleted|removed|torn down)\b|\b(?:cdk )?destroy\b[^.]*\b(?:nothing|everything|all|clean)|\bleaves? nothing behind\b|\bno(?:thing| resources?) (?:is |are |may be |must be )?left\b|\bcan be (?:destroyed|deleted|torn down)\b|\btear(?:ed)? ?down\b/i.test(
      text,
    );
  const noRetain =
    retain &&
    /\b(no|not|never|without|forbidden)\b(?:(?!\buse\b)[^;.])*\bretain/i.test(text.replace(/\bRemovalPolicy\./g, ''));
  const but = /^(.*\b(?:everything|all resources)\b.*?)\b(?:except|apart from|other than|but)\b(.*)$/i.exec(text);
  if (but && destroy && retain)
    return [
      value('lifecycle.default', 'destroyable'),
      ...mentionsIn((but[2] as string).replace(/\bKMS keys?\b/i, 'KMS')).map(m =>
        value(`lifecycle.${m.word}`, 'retained'),
      ),
    ];
  const policy = destroy || noRetain ? 'destroyable' : retain ? 'retained' : null;
  if (!policy || (/\blogs?\b/i.test(text) && !destroy && !noRetain)) return [];
  const of = [
    ...new Set(
      reading.mentions
        .map(m => m.word)
        .filter(w =>
          [
            's3',
            'dynamodb',
            'rds',
            'aurora',
            'kms',
            'log_group',
            'efs',
            'sqs',
            'ecr',
            'cognito',
            'opensearch',
            'secrets_manager',
          ].includes(w),
        ),
    ),
  ];
  if (of.length === 0 || /\b(everything(?! else)|all resources|every resource|stateful resources)\b/i.test(text))
    return [value('lifecycle.default', policy)];
  return of.map(w => value(`lifecycle.${w}`, policy));
}
