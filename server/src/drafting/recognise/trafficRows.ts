/** Properties of what lets messages and requests through, and of what watches over them. */
import { COUNT, TIME, countOf, seconds } from '../words.ts';
import { type Row, text, time } from './rows.ts';

export const TRAFFIC_ROWS: readonly Row[] = [
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
  { of: ['vpc'], property: 'dns_hostnames', find: /\bDNS hostnames?\b/i, denied: false, alone: true },
  { of: ['vpc'], property: 'dns_support', find: /\bDNS (?:support|resolution)\b/i, denied: false },
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
];
