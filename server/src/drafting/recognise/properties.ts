/** Sentences about properties: engine, runtime, memory, versioning and the like, each by the words it is asked for with. */
import { type Ask, property } from '../asks.ts';
import { type Reading, deniedAt, subjectOf } from '../reading.ts';
import { COMPUTE_ROWS } from './computeRows.ts';
import { DATA_ROWS } from './dataRows.ts';
import { TRAFFIC_ROWS } from './trafficRows.ts';
import { engines, runtimes } from './versions.ts';

const ROWS = [...COMPUTE_ROWS, ...DATA_ROWS, ...TRAFFIC_ROWS];

/** Properties that others have, too: where something else is mentioned, it may be its. */
const SHARED = new Set(['memory', 'timeout', 'billing_mode']);

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
