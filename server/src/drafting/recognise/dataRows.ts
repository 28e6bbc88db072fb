/** Properties of what keeps data: tables, buckets, databases, caches, indexes. */
import { TIME } from '../words.ts';
import { type Row, TYPE, text, time } from './rows.ts';

const TABLE = ['dynamodb', 'global_table'];
const DATABASE = ['rds', 'aurora'];

export const DATA_ROWS: readonly Row[] = [
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
  // “Files older than a year (365 days) can go”: days say it more exactly than years.
  {
    of: ['s3'],
    property: 'expiration_days',
    find: new RegExp(
      `\\b(?:files?|objects?|uploads?|photos?|images?|artifacts?|scans?|invoices?)\\b[^.,;]*?\\bolder than (?:[^.,;()]*\\()?${TIME}[^.,;]*?\\b(?:can go|go away|may go|(?:can|may|must|are to|should) be (?:deleted|removed|thrown away)|are (?:deleted|removed|thrown away|purged))\\b`,
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
  { of: DATABASE, property: 'performance_insights', find: /\bperformance insights\b/i, denied: false, alone: true },
  { of: DATABASE, property: 'iam_authentication', find: /\biam (?:database )?authentication\b/i, denied: false },
  {
    of: ['opensearch'],
    property: 'instance_type',
    find: new RegExp(`${TYPE.slice(0, -2)}\\.(?:search|elasticsearch)\\b`, 'i'),
    is: m => m[0],
    alone: true,
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
  { of: ['opensearch'], property: 'engine_version', find: /\b((?:OpenSearch|Elasticsearch)_\d+\.\d+)\b/, is: text() },
];
