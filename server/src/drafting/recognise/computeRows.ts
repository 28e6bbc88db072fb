/** Properties of what runs code: functions, containers, machines, and what scales them. */
import { COUNT, SIZE, TIME, countOf, seconds } from '../words.ts';
import { type Row, TYPE, number, sizeOf, time } from './rows.ts';

const FUNCTION = ['lambda'];

export const COMPUTE_ROWS: readonly Row[] = [
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
      `(?:max(?:imum)?\\s+)?timeouts?(?:\\s+(?:of|is|to|at|set|must|be|after|configured|limit|at most|no more than|up to|maximum|below|under|less than))*\\W{0,3}(?:at (?:most|least) )?${TIME}`,
      'i',
    ),
    is: time(1),
    alone: true,
  },
  // “Five minutes is the most they may take”.
  {
    of: FUNCTION,
    property: 'timeout',
    find: new RegExp(
      `${TIME}\\s+(?:is|are) the (?:most|longest|maximum)(?: that)? (?:they|it|\\w+ functions?) (?:may|can|must) (?:take|run)`,
      'i',
    ),
    is: m => ({ max: seconds(m[1] as string, m[2] as string) }),
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
        : /graviton/i.test(m[0]) && !/\b(?:lambdas?|functions?)\b|^(?:they|both|all of them|it)\b/i.test(text)
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
    of: ['ec2', 'auto_scaling', 'launch_template', 'bastion'],
    property: 'instance_type',
    find: new RegExp(`(?<!db\\.|cache\\.)${TYPE}(?!\\.\\w)`, 'i'),
    is: (m, text) => (/\bnode ?groups?\b|\beks\b/i.test(text) ? null : (m[1] as string)),
    alone: true,
    as: 'ec2',
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
    of: ['launch_template', 'ec2', 'auto_scaling'],
    as: 'launch_template',
    property: 'metadata_tokens',
    find: /\bIMDS\s?v2\b/i,
    is: () => 'required',
    alone: true,
  },
];
