/** Sentences about properties: engine, runtime, memory, versioning and the like, each by the words it is asked for with. */
import { newestRuntime, runtimeFacts } from '../../knowledge/index.ts';
import { type Ask, type AskValue, property } from '../asks.ts';
import { type Reading, deniedAt, subjectOf } from '../reading.ts';
import { COUNT, SIZE, TIME, bounded, countOf, megabytes, seconds } from '../words.ts';

interface Row {
  /** Whose it is; the first where the words alone say so. */
  readonly of: readonly string[];
  readonly property: string;
  readonly find: RegExp;
  /** Whether it is meant without a word for the service anywhere around. */
  readonly alone?: boolean;
  /** Under another service than the one mentioned. */
  readonly as?: string;
  /** What it must be; null where the match says nothing after all. Without it, `true`. */
  readonly is?: (match: RegExpExecArray, text: string) => AskValue | null;
  /** What it must be where it is denied; without it, nothing. `the same` where the words deny what is beyond it. */
  readonly denied?: AskValue | 'the same';
}

const number = (group: number) => (match: RegExpExecArray, text: string) => {
  const written = match[group] as string;
  const at = match.index + match[0].indexOf(written);
  return bounded(text, at, at + written.length, countOf(written));
};
const text =
  (group = 1) =>
  (match: RegExpExecArray) =>
    match[group] ?? null;
const time = (unit: number) => (match: RegExpExecArray, words: string) => {
  const at = match[0].search(new RegExp(`${match[1]}[\\s-]*${match[2]}`));
  const start = match.index + Math.max(0, at);
  const length = (new RegExp(`${match[1]}[\\s-]*${match[2]}\\w*`).exec(match[0])?.[0] ?? '').length;
  const total = seconds(match[1] as string, match[2] as string) / unit;
  return Number.isInteger(total) ? bounded(words, start, start + length, total) : null;
};
const size = (match: RegExpExecArray, words: string) => {
  const start = match.index + match[0].indexOf(match[1] as string);
  const length = (new RegExp(`${match[1]}[\\s-]*${match[2]}`).exec(match[0])?.[0] ?? '').length;
  return bounded(words, start, start + length, megabytes(match[1] as string, match[2] as string));
};

const FUNCTION = ['lambda'];
const TABLE = ['dynamodb', 'global_table'];
const DATABASE = ['rds', 'aurora'];
const VERSION = '(\\d+(?:\\.\\d+){0,2})';
const TYPE =
  '\\b((?:t[234][ag]?|m\\d[a-z]*|c\\d[a-z]*|r\\d[a-z]*|i\\d[a-z]*|g\\d[a-z]*|p\\d[a-z]*)\\.(?:nano|micro|small|medium|large|\\d*xlarge))\\b';

const ROWS: readonly Row[] = [
  {
    of: FUNCTION,
    property: 'memory',
    find: new RegExp(
      `${SIZE}[\\s-]*(?:of\\s+)?(?:max\\s+)?(?:memory|mem\\b|ram)|(?:memory|mem|ram)(?:\\s+(?:size|limit|of|is|to|must be|at most|set to|allocation))*\\W{0,3}(?:at (?:most|least) )?${SIZE}`,
      'i',
    ),
    is: sizeOf,
    alone: true,
  },
  // “Lambda (python3.12, 256MB)”: nothing else of a function is measured in megabytes beside its runtime.
  {
    of: FUNCTION,
    property: 'memory',
    find: /(?<!\w)(\d{3,5} ?(?=MB)|\d{1,2} ?(?=GB))(MB|GB)\b(?! (?:of )?(?:storage|ephemeral|files?|objects?|disk))/i,
    is: (match, text) =>
      /\b(?:python|node|java|dotnet|ruby)/i.test(text) && !/\bv?CPUs?\b/.test(text) ? sizeOf(match, text) : null,
  },
  {
    of: FUNCTION,
    property: 'timeout',
    find: new RegExp(
      `(?:max(?:imum)?\\s+)?timeouts?(?:\\s+(?:of|is|to|at|set|must|be|after|configured|limit|at most|up to|maximum|below|under|less than))*\\W{0,3}(?:at (?:most|least) )?${TIME}`,
      'i',
    ),
    is: time(1),
    alone: true,
  },
  {
    of: FUNCTION,
    property: 'timeout',
    find: new RegExp(`${TIME}\\s+(?:max(?:imum)?\\s+)?(?:lambda\\s+|function\\s+)?timeouts?`, 'i'),
    is: time(1),
    alone: true,
  },
  // “must not run longer than 3 minutes”, “Lambda functions: Java 21, max. 15 minutes”.
  {
    of: FUNCTION,
    property: 'timeout',
    find: new RegExp(`\\brun(?:s|ning)?\\s+(?:for\\s+)?(?:(?:no )?(?:longer|more) than|at most|up to)\\s+${TIME}`, 'i'),
    is: m => ({ max: seconds(m[1] as string, m[2] as string) }),
    denied: 'the same',
  },
  {
    of: FUNCTION,
    property: 'timeout',
    find: new RegExp(`\\bmax(?:imum|\\.)?\\s+${TIME}`, 'i'),
    is: (m, text) =>
      /\b(?:python|node|java|lambda)/i.test(text) ? { max: seconds(m[1] as string, m[2] as string) } : null,
  },
  {
    of: FUNCTION,
    property: 'reserved_concurrency',
    find: /reserved concurren(?:cy|t executions)(?:\s+(?:of|is|to|set|limit|at))*\W{0,3}(\d+)/i,
    is: number(1),
    alone: true,
  },
  {
    of: FUNCTION,
    property: 'reserved_concurrency',
    find: /\breserved concurren/i,
    is: () => null,
    denied: { set: false },
    alone: true,
  },
  { of: FUNCTION, property: 'reserved_concurrency', find: /(\d+) reserved concurren/i, is: number(1), alone: true },
  {
    of: FUNCTION,
    property: 'reserved_concurrency',
    find: /\b(?:no more than|at most|up to|not more than|max(?:imum)?(?: of)?) (\d+) (?:concurrent (?:executions|invocations|runs)|executions at once)\b/i,
    is: m => ({ max: Number(m[1]) }),
    alone: true,
  },
  {
    of: FUNCTION,
    property: 'architecture',
    find: /\b(arm64|graviton2?|x86_64|ARM(?=[,;)]| architecture))\b/i,
    is: (m, text) =>
      /x86/i.test(m[0])
        ? 'x86_64'
        : /graviton/i.test(m[0]) && !/\b(?:lambdas?|functions?)\b/i.test(text)
          ? null
          : 'arm64',
  },
  {
    of: FUNCTION,
    property: 'ephemeral_storage',
    find: new RegExp(`${SIZE}[\\s-]*(?:of\\s+)?ephemeral|ephemeral storage\\W+(?:of\\W+)?${SIZE}`, 'i'),
    is: sizeOf,
    alone: true,
  },
  {
    of: FUNCTION,
    property: 'vpc',
    find: /\b(?:inside|in|within|into) (?:of )?(?:the |a |any |our )?VPC\b/i,
    is: () => ({ set: true }),
    denied: { set: false },
  },
  {
    of: ['lambda', 'dynamodb', 'kinesis', 'sqs'],
    as: 'AWS::Lambda::EventSourceMapping',
    property: 'batch_size',
    find: /batch size(?:\s+(?:of|is|to))*\W{0,3}(\d+)|\bin batches of (\d+)/i,
    is: m => Number(m[1] ?? m[2]),
    alone: true,
  },
  {
    of: TABLE,
    property: 'billing_mode',
    find: /\bon[- ]?demand\b(?! (?:ec2 )?instances?)|\bpay[-_ ]?per[-_ ]?request\b|\b(?:billed|charged|paid) (?:per|by) request\b/i,
    is: () => 'PAY_PER_REQUEST',
    alone: true,
  },
  {
    of: TABLE,
    property: 'billing_mode',
    find: /\bprovisioned (?:capacity|billing|throughput|mode)\b/i,
    is: () => 'PROVISIONED',
  },
  {
    of: TABLE,
    property: 'stream',
    find: /\b(NEW_AND_OLD_IMAGES|NEW_IMAGE|OLD_IMAGE|KEYS_ONLY)\b|\bstreams? (?:must be )?enabled|\benable (?:dynamodb )?streams?\b|\bwith streams?\b/i,
    is: (m, text) =>
      m[1] ?? /\b(?:NEW_AND_OLD_IMAGES|NEW_IMAGE|OLD_IMAGE|KEYS_ONLY)\b/.exec(text)?.[0] ?? { set: true },
  },
  { of: TABLE, property: 'ttl', find: /\bTTL\b(?! was)|\btime[- ]to[- ]live\b/i },
  {
    of: TABLE,
    property: 'read_capacity',
    find: /(\d+) (?:RCUs?|read(?: capacity| and \d+ write capacity))|read capacity(?: units)?\W+(?:of )?(\d+)/i,
    is: m => Number(m[1] ?? m[2]),
  },
  {
    of: TABLE,
    property: 'write_capacity',
    find: /(\d+) (?:WCUs?|write capacity)|write capacity(?: units)?\W+(?:of )?(\d+)/i,
    is: m => Number(m[1] ?? m[2]),
  },
  {
    of: [...TABLE, ...DATABASE],
    property: 'deletion_protection',
    find: /\bdeletion[- ]?protect(?:ion|ed)\b/i,
    is: (match, text) => !/^\W*(?:=|:|to)?\W*false\b/i.test(text.slice(match.index + match[0].length)),
    denied: false,
  },
  {
    of: ['s3'],
    property: 'versioning',
    find: /\bversion(?:ing|ed)\b|\bold versions\b(?![^.,;]*\b(?:expire|deleted|removed))|\bobject versions\b/i,
    denied: false,
  },
  { of: ['s3'], property: 'object_lock', find: /\bobject[- ]lock\b/i },
  {
    of: ['s3'],
    property: 'expiration_days',
    find: new RegExp(
      `\\b(?:expir(?:e[sd]?|ation|y|ing)|delete[sd]?|removed?|purged?)\\b[^.,;]*?\\b(?:after|in|of|older than|:)?\\W*${TIME}`,
      'i',
    ),
    is: (match, text) =>
      /\bnon-?current\b|\bold(?:er)? versions\b|\blogs?\b(?! bucket)|\bmessages?\b|\bits own\b|\b(?:their|its) own\b/i.test(
        text,
      )
        ? null
        : time(86_400)(match, text),
  },
  // “Files get deleted after 45 days”: what is deleted like that lies in buckets.
  {
    of: ['s3'],
    property: 'expiration_days',
    find: new RegExp(
      `^(?:the |all |raw |uploaded |old )*(?:files?|objects?|uploads?|photos?|images?|artifacts?)\\b[^.,;]*?\\b(?:deleted?|removed?|purged?|expires?)\\b[^.,;]*?\\b(?:after|older than)\\s+${TIME}`,
      'i',
    ),
    is: time(86_400),
    alone: true,
  },
  {
    of: ['s3'],
    property: 'expiration_days',
    find: new RegExp(`\\blifecycle (?:of|:)\\s+${TIME}`, 'i'),
    is: time(86_400),
  },
  {
    of: ['s3'],
    property: 'lifecycle_rules',
    find: /\blifecycle (?:rules?|polic(?:y|ies)|configuration)\b/i,
    is: () => ({ set: true }),
  },
  {
    of: ['s3'],
    property: 'replication',
    find: /\bcross[- ]region replication\b|\breplicat(?:ed|ion) to\b/i,
    is: () => ({ set: true }),
  },
  {
    of: DATABASE,
    as: 'rds',
    property: 'instance_class',
    find: /\b(db\.[a-z0-9]+\.[a-z0-9]+)\b/i,
    is: text(),
    alone: true,
  },
  {
    of: ['elasticache'],
    property: 'instance_class',
    find: /\b(cache\.[a-z0-9]+\.[a-z0-9]+)\b/i,
    is: text(),
    alone: true,
  },
  {
    of: DATABASE,
    property: 'storage',
    find: /(\d+)\s*(?:GB|GiB)\s+(?:of\s+)?(?:\w+\s+)?(?:storage|disk)|(?:storage|disk)(?: size)?\W+(?:of\W+)?(\d+)\s*(?:GB|GiB)/i,
    is: m => Number(m[1] ?? m[2]),
  },
  { of: DATABASE, property: 'storage_type', find: /\b(gp2|gp3|io1|io2)\b/i, is: m => (m[1] as string).toLowerCase() },
  { of: DATABASE, property: 'performance_insights', find: /\bperformance insights\b/i, denied: false },
  { of: DATABASE, property: 'iam_authentication', find: /\biam (?:database )?authentication\b/i, denied: false },
  {
    of: ['ec2', 'auto_scaling', 'launch_template', 'bastion'],
    property: 'instance_type',
    find: new RegExp(`(?<!db\\.|cache\\.)${TYPE}(?!\\.\\w)`, 'i'),
    is: (m, text) => (/\bnode ?groups?\b|\beks\b/i.test(text) ? null : (m[1] as string)),
    alone: true,
    as: 'ec2',
  },
  {
    of: ['opensearch'],
    property: 'instance_type',
    find: new RegExp(`${TYPE.slice(0, -2)}\\.(?:search|elasticsearch)\\b`, 'i'),
    is: m => m[0],
    alone: true,
  },
  {
    of: ['auto_scaling'],
    property: 'min',
    find: new RegExp(`\\bmin(?:imum|\\.)?(?:\\s+(?:of|size|capacity|is|instances?))*\\W{0,2}(${COUNT})\\b`, 'i'),
    is: m => countOf(m[1] as string),
  },
  {
    of: ['auto_scaling'],
    property: 'max',
    find: new RegExp(`\\bmax(?:imum|\\.)?(?:\\s+(?:of|size|capacity|is|instances?))*\\W{0,2}(${COUNT})\\b`, 'i'),
    is: m => countOf(m[1] as string),
  },
  {
    of: ['auto_scaling'],
    property: 'desired',
    find: new RegExp(`\\bdesired(?:\\s+(?:of|size|capacity|count|is))*\\W{0,2}(${COUNT})\\b`, 'i'),
    is: m => countOf(m[1] as string),
  },
  {
    of: ['ecs', 'fargate'],
    as: 'ecs',
    property: 'desired',
    find: new RegExp(
      `(?<!\\b(?:to|and)\\s+|[–-])\\b(${COUNT})\\s+(?:(?!to\\b|and\\b)\\w+\\s+)?tasks\\b|\\bdesired (?:task )?count(?: of|:| is)?\\s+(${COUNT})`,
      'i',
    ),
    is: m => countOf((m[1] ?? m[2]) as string),
  },
  {
    of: ['fargate', 'ecs'],
    as: 'fargate',
    property: 'cpu',
    find: /\b(\d{3,4}) (?:CPU units|CPU\b)|\bCPU(?: units)?\W+(\d{3,4})\b/i,
    is: m => Number(m[1] ?? m[2]),
  },
  {
    of: ['ecr'],
    property: 'scan_on_push',
    find: /\bscan(?:ning|s|ned)?[- ]on[- ]push\b|\bscanned on push\b|\bimage scanning\b/i,
  },
  {
    of: ['sqs', 'dlq'],
    as: 'sqs',
    property: 'visibility_timeout',
    find: new RegExp(`visibility[- ]timeout(?:\\s+(?:of|is|to|set|must be))*\\W{0,3}${TIME}`, 'i'),
    is: time(1),
    alone: true,
  },
  {
    of: ['sqs', 'dlq'],
    as: 'sqs',
    property: 'retention_seconds',
    find: new RegExp(
      `messages?\\b[^.,;]*\\b(?:kept|retained|retention|keep|retain)\\b(?:\\s+(?:for|of|period|is))*\\W{0,3}${TIME}|(?:message )?retention(?: period)?(?:\\s+(?:of|is))*\\W{0,3}${TIME}`,
      'i',
    ),
    is: m => seconds((m[1] ?? m[3]) as string, (m[2] ?? m[4]) as string),
  },
  {
    of: ['sqs', 'dlq'],
    as: 'sqs',
    property: 'max_receive_count',
    find: new RegExp(
      `(?:max(?:imum)?[- ]?receive[- ]?count(?:\\s+(?:of|is))*\\W{0,3}(\\d+)|(${COUNT})\\s+(?:failed\\s+|receive\\s+|delivery\\s+|processing\\s+)?(?:receives|attempts|retries|tries))`,
      'i',
    ),
    is: m => countOf((m[1] ?? m[2]) as string),
  },
  { of: ['sqs'], property: 'fifo', find: /\bfifo\b/i, denied: false },
  { of: ['sns'], property: 'fifo', find: /\bfifo\b/i, denied: false },
  { of: ['kinesis'], property: 'mode', find: /\bon[- ]?demand\b/i, is: () => 'ON_DEMAND' },
  {
    of: ['kinesis'],
    property: 'shards',
    find: new RegExp(`\\b(${COUNT})\\s+shards?\\b`, 'i'),
    is: m => countOf(m[1] as string),
    alone: true,
  },
  {
    of: ['kinesis'],
    property: 'retention_hours',
    find: new RegExp(
      `${TIME}(?:\\s+of)?\\s+(?:data\\s+)?retention|retention(?: period)?(?:\\s+(?:of|is))*\\W{0,3}${TIME}|\\b(?:keeps?|retains?)\\s+(?:records|data|events|them)\\s+(?:for\\s+)?${TIME}`,
      'i',
    ),
    is: m => seconds((m[1] ?? m[3] ?? m[5]) as string, (m[2] ?? m[4] ?? m[6]) as string) / 3600,
  },
  {
    of: ['elasticache'],
    property: 'engine',
    find: /\b(redis|memcached|valkey)\b/i,
    is: (m, text) =>
      /\bredis\b.*\bor\b.*\bmemcached\b/i.test(text) ? ['redis', 'memcached'] : (m[1] as string).toLowerCase(),
    alone: true,
  },
  {
    of: ['elasticache'],
    property: 'transit_encryption',
    find: /\bencrypt(?:ion|ed) in[- ]transit\b|\btransit encryption\b|\bin[- ]transit encryption\b|\bencrypt(?:ion|ed) at rest and in transit\b/i,
  },
  {
    of: ['cloudfront'],
    property: 'viewer_protocol',
    find: /\bredirects? http(?: traffic| requests)? to https\b|\bhttps[- ]only\b|\bhttp(?: is| requests are)? redirected to https\b/i,
    is: m => (/only/i.test(m[0]) ? ['https-only', 'redirect-to-https'] : 'redirect-to-https'),
  },
  {
    of: ['cloudfront'],
    property: 'price_class',
    find: /\bPriceClass_(\w+)\b|\bprice class (100|200)\b/i,
    is: m => `PriceClass_${m[1] ?? m[2]}`,
    alone: true,
  },
  { of: ['cloudtrail'], property: 'multi_region', find: /\bmulti[- ]region\b|\ball regions\b/i },
  { of: ['cloudtrail'], property: 'log_validation', find: /\blog[- ]?(?:file )?(?:integrity )?validation\b/i },
  {
    of: ['kms'],
    property: 'deletion_window_days',
    find: new RegExp(
      `(?:pending|deletion) window(?:\\s+(?:of|is))*\\W{0,3}${TIME}|${TIME}\\s+(?:pending|deletion) window`,
      'i',
    ),
    is: m => seconds((m[1] ?? m[3]) as string, (m[2] ?? m[4]) as string) / 86_400,
    alone: true,
  },
  {
    of: ['launch_template', 'ec2', 'auto_scaling'],
    as: 'launch_template',
    property: 'metadata_tokens',
    find: /\bIMDS\s?v2\b/i,
    is: () => 'required',
    alone: true,
  },
  { of: ['alb'], property: 'scheme', find: /\b(internet-facing|internal)\b/i, is: m => (m[1] as string).toLowerCase() },
  {
    of: ['rest_api', 'api_gateway'],
    as: 'rest_api',
    property: 'endpoint',
    find: /\b(regional|edge[- ]optimized|private)\s+(?:rest\s+)?(?:api|endpoints?)\b|\bendpoint type\W+(regional|edge|private)/i,
    is: (m, text) =>
      /\b(?:eks|kubernetes|cluster)\b/i.test(text)
        ? null
        : ((m[1] ?? m[2]) as string).toUpperCase().replace(/[- ]OPTIMIZED/, ''),
  },
  {
    of: ['step_functions'],
    property: 'type',
    find: /\b(express|standard) (?:workflow|state machine|step function)|\bstate machine type(?: must be| is|:)? (express|standard)\b/i,
    is: m => ((m[1] ?? m[2]) as string).toUpperCase(),
  },
  {
    of: ['target_group', 'alb'],
    as: 'target_group',
    property: 'health_check_path',
    find: /\bhealth[- ]check path(?:\s+(?:is|of|must be))?\W{0,3}(\/[\w/-]*)/i,
    is: text(),
    alone: true,
  },
  { of: ['step_functions'], property: 'logging', find: /\blogging\b/i, is: () => ({ set: true }) },
  { of: ['opensearch'], property: 'engine_version', find: /\b((?:OpenSearch|Elasticsearch)_\d+\.\d+)\b/, is: text() },
];

/** Properties that others have, too: where something else is mentioned, it may be its. */
const SHARED = new Set(['memory', 'timeout', 'billing_mode']);

function sizeOf(match: RegExpExecArray, words: string): AskValue {
  const [count, unit] = match[1] ? [match[1], match[2]] : [match[3], match[4]];
  return size(
    Object.assign([match[0], count, unit], { index: match.index, input: words }) as unknown as RegExpExecArray,
    words,
  );
}

export function properties(reading: Reading): Ask[] {
  if (reading.sentence.kind === 'heading') return [];
  const { text: words } = reading;
  const found: Ask[] = [...runtimes(reading), ...engines(reading)];
  const taken = new Set<string>();
  for (const row of ROWS) {
    const match = row.find.exec(words);
    if (!match) continue;
    // The memory of a container is none of a function's.
    if (
      row.property === 'memory' &&
      row.is &&
      !mayBeFunction(reading, 'memory') &&
      subjectOf(reading, ['fargate', 'ecs'])
    ) {
      const memory = row.is(match, words);
      if (memory !== null) found.push(property('fargate', 'memory', memory));
      continue;
    }
    const subject =
      subjectOf(reading, row.of, match.index + match[0].length) ??
      (row.alone && !(SHARED.has(row.property) && reading.mentions.length > 0) ? (row.of[0] as string) : null);
    if (subject === null) continue;
    // No selector tells dead-letter queues from the others: what is asked of them alone is not asked of every queue.
    if (subject === 'dlq' && row.property === 'retention_seconds') continue;
    const of = row.as ?? (subject === 'global_table' ? 'dynamodb' : subject);
    // “RDS (t4g.micro)” leaves out the `db.` of the class.
    if (row.property === 'instance_type' && /^(?:rds|aurora|elasticache)$/.test(databaseIn(reading))) {
      const prefix = databaseIn(reading) === 'elasticache' ? 'cache' : 'db';
      found.push(property(databaseIn(reading), 'instance_class', `${prefix}.${match[1]}`));
      continue;
    }
    if ((row.property === 'memory' || row.property === 'timeout') && !mayBeFunction(reading, row.property)) continue;
    if (/(?:\bnot|n['’]t) (?:needed|required|necessary)\b/i.test(words)) continue;
    const denied = deniedAt(reading, match[0]);
    const same = !denied || row.denied === 'the same';
    const is = same ? (row.is ? row.is(match, words) : true) : (row.denied ?? null);
    if (is === null || (typeof is === 'number' && Number.isNaN(is))) continue;
    const path = `${of}.${row.property}`;
    if (taken.has(path)) continue;
    taken.add(path);
    found.push(property(of, row.property, is));
  }
  if (found.some(a => a.path.at(-1) === 'expiration_days'))
    return found.filter(a => a.path.at(-1) !== 'lifecycle_rules');
  return found;
}

/** The database that a sentence mentions, where it mentions no machine; empty otherwise. */
function databaseIn({ mentions }: Reading): string {
  if (mentions.some(m => ['ec2', 'auto_scaling', 'launch_template', 'bastion'].includes(m.word))) return '';
  return mentions.find(m => ['rds', 'aurora', 'elasticache'].includes(m.word))?.word ?? '';
}

/** Memory and timeouts are also those of containers, queues and load balancers. */
function mayBeFunction(reading: Reading, name: string): boolean {
  if (
    name === 'timeout' &&
    /\b(visibility|idle|session|health[- ]check|connection|integration|deregistration)[- ]timeout/i.test(reading.text)
  )
    return false;
  // A service with so many CPUs is a container.
  if (/\bv?CPUs?\b/.test(reading.text) && !reading.mentions.some(m => m.word === 'lambda')) return false;
  const near = subjectOf(reading, [
    'lambda',
    'fargate',
    'ecs',
    'sqs',
    'alb',
    'api_gateway',
    'ec2',
    'elasticache',
    'rds',
    'eventbridge',
    'step_functions',
    'codebuild',
  ]);
  return near === null || near === 'lambda' || reading.mentions.some(m => m.word === 'lambda');
}

/** `Node.js 22`, `python3.12`, `Java 21`. */
function runtimes(reading: Reading): Ask[] {
  const { text: words } = reading;
  const found = new Set<string>();
  const add = (id: string, at: string) => {
    if (runtimeFacts(id) && !refusedAt(reading, at)) found.add(id);
  };
  for (const m of words.matchAll(/\bnode(?:\.?js)?\W{0,2}(?:v)?(\d{2})(?:\.x)?\b/gi)) add(`nodejs${m[1]}.x`, m[0]);
  for (const m of words.matchAll(/\bpython\W?(3\.\d{1,2})\b/gi)) add(`python${m[1]}`, m[0]);
  for (const m of words.matchAll(/\bjava\W?(8|11|17|21|25)\b/gi)) add(m[1] === '8' ? 'java8.al2' : `java${m[1]}`, m[0]);
  for (const m of words.matchAll(/\b(?:dotnet|\.net)\W?(\d)(?:\.0)?\b/gi)) add(`dotnet${m[1]}`, m[0]);
  for (const m of words.matchAll(/\bruby\W?(3\.\d)\b/gi)) add(`ruby${m[1]}`, m[0]);
  for (const m of words.matchAll(/\bprovided\.al2(?:023)?\b/g)) add(m[0], m[0]);
  // “Node.js 20 or later”: all that there are.
  if (found.size === 1 && /\bor (?:later|newer|higher|above)\b|\+(?=\W|$)/i.test(words)) {
    const [least] = found as Set<string>;
    const [, family, first, end] = /^(\D+?)([\d.]*\d)(\.x)?$/.exec(least as string) ?? [];
    const [major, minor] = (first ?? '').split('.').map(Number) as [number, number | undefined];
    for (let n = 1; n < 20; n++)
      add(minor === undefined ? `${family}${major + n}${end ?? ''}` : `${family}${major}.${minor + n}`, '');
  }
  const newest = /\b(?:latest|newest|current)\s+(node(?:\.?js)?|python)\b/i.exec(words);
  const latest = newest && newestRuntime(/node/i.test(newest[1] as string) ? 'nodejs' : 'python');
  if (latest) found.add(latest);
  // Node.js is also what people have on their own machines.
  const local =
    /\b(install|developer|locally|local machine|prerequisites?|npm|github actions|cdk cli|build image|codebuild)\b/i.test(
      words,
    );
  if (found.size === 0 || local) return [];
  const all = [...found];
  return [property('lambda', 'runtime', all.length === 1 ? (all[0] as string) : all)];
}

/** Whether a word is refused close by, whatever else the clause denies. */
function refusedAt(reading: Reading, at: string): boolean {
  const clause = reading.clauses.find(c => c.text.includes(at));
  return clause?.denied ?? false;
}

const ENGINES: readonly (readonly [RegExp, string])[] = [
  [/\bpostgre(?:s|sql)\b/i, 'postgres'],
  [/\bmysql\b/i, 'mysql'],
  [/\bmariadb\b/i, 'mariadb'],
];

/** `PostgreSQL 15.4`, `Aurora MySQL`. */
function engines(reading: Reading): Ask[] {
  const { text: words } = reading;
  const said = ENGINES.filter(([name]) => name.test(words)).map(([name, engine]) => ({ name, engine }));
  if (said.length === 0 || said.some(({ name }) => refusedAt(reading, (name.exec(words) as RegExpExecArray)[0])))
    return [];
  if (
    /\b(ports?|security groups?|ingress|client|driver|library|schema|migrat)/i.test(words) &&
    !/\b(engine|instance|cluster|database|aurora|rds)\b/i.test(words)
  )
    return [];
  const aurora = reading.mentions.some(m => m.word === 'aurora');
  const of = aurora ? 'aurora' : (subjectOf(reading, ['aurora', 'rds']) ?? 'rds');
  const engine = (name: string) => (of === 'aurora' ? `aurora-${name === 'postgres' ? 'postgresql' : name}` : name);
  const all = said.map(s => engine(s.engine));
  const found = [property(of, 'engine', all.length === 1 ? (all[0] as string) : all)];
  if (said.length > 1) return found;
  const version =
    new RegExp(
      `(?:${(said[0] as { name: RegExp }).name.source})(?:[\\s-]*(?:engine|database|compatible|\\(|version|v|:))*\\s*\\(?v?${VERSION}`,
      'i',
    ).exec(words) ?? new RegExp(`\\b(?:engine )?version\\W+${VERSION}`, 'i').exec(words);
  if (version) found.push(property(of, 'engine_version', { matches: `${version[1]}*` }));
  return found;
}
