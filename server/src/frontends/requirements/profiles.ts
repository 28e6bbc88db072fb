/** Ready-made sets of requirements, in the words of `plumbline.yaml`, which a project's own statements go before. */
import { dedent } from '../../core/rule.ts';

export interface ReadyMade {
  readonly name: string;
  /** One sentence that says for what it is. */
  readonly docs: string;
  readonly text: string;
}

const READY: readonly ReadyMade[] = [
  {
    name: 'serverless-web',
    docs: 'A web application of API Gateway, Lambda and DynamoDB, without servers.',
    text: `
      version: 1
      requirements:
        services:
          require: [api_gateway, lambda, dynamodb]
          forbid: [ec2, rds, nat_gateway]
        connections: [api -> function, function -> table]
        properties:
          dynamodb: { billing_mode: PAY_PER_REQUEST }
        resilience: { point_in_time_recovery: true }
        monitoring: { tracing: true, log_retention_days: { set: true } }
        iam: { managed_policies: [AdministratorAccess, PowerUserAccess, "*FullAccess"] }
    `,
  },
  {
    name: 'three-tier-web',
    docs: 'A load balancer, instances or containers in private subnets, and a relational database over several availability zones.',
    text: `
      version: 1
      requirements:
        services: [vpc, alb, rds]
        network: { subnets: 4, flow_logs: true, public_databases: forbid }
        encryption: { at_rest: [rds], tls: "1.2" }
        resilience: { multi_az: true, backup_retention_days: { min: 7 } }
        monitoring: { log_retention_days: { set: true } }
    `,
  },
  {
    name: 'data-pipeline',
    docs: 'Data that arrives in buckets or streams and is worked on by functions or jobs, with nothing lost on the way.',
    text: `
      version: 1
      requirements:
        services: [s3]
        properties:
          s3: { versioning: true }
        encryption: { customer_key: [s3], key_rotation: true }
        resilience: { dead_letters: [lambda, sqs] }
        monitoring: { log_retention_days: { set: true } }
    `,
  },
  {
    name: 'active-passive',
    docs: 'Two regions, of which one takes over: replicated tables, failover records with health checks.',
    text: `
      version: 1
      requirements:
        services: [route53]
        resilience: { failover: true, global_tables: true, point_in_time_recovery: true }
        monitoring: { log_retention_days: { set: true } }
    `,
  },
  {
    name: 'financial-services',
    docs: 'A baseline for regulated data: keys of your own that rotate, an audit trail, backups, retained data, no broad access.',
    text: `
      version: 1
      requirements:
        services: [kms, cloudtrail]
        encryption: { customer_key: [s3, dynamodb, rds, sns, sqs, log_group], key_rotation: true, tls: "1.2" }
        properties:
          s3: { versioning: true }
          cloudtrail: { log_validation: true, multi_region: true }
        resilience: { backup_retention_days: { min: 30 }, point_in_time_recovery: true, multi_az: true }
        network: { public_databases: forbid }
        iam: { names: forbid, managed_policies: [AdministratorAccess, PowerUserAccess, "*FullAccess"] }
        monitoring: { log_retention_days: { min: 365 }, access_logs: [s3] }
        lifecycle: retained
    `,
  },
];

/** The names of all sets. */
export function profiles(): string[] {
  return READY.map(p => p.name);
}

/** The text of a set; null if there is none of that name. */
export function profileText(name: string): string | null {
  const found = READY.find(p => p.name === name);
  return found ? dedent(found.text) : null;
}

/** All sets, for the documentation. */
export function readyMade(): readonly ReadyMade[] {
  return READY.map(p => ({ ...p, text: dedent(p.text) }));
}
