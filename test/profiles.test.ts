/** Each ready-made set of requirements has an example that follows it and one that breaks it. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../server/src/all.ts';
import { profiles } from '../server/src/frontends/requirements/profiles.ts';

const folder = path.join(import.meta.dirname, 'fixtures/profiles');
const ROOT = 'file:///app/';

/** What of a profile an example breaks, as `statement rule`. */
function broken(profile: string, example: string): string[] {
  const name = readdirSync(path.join(folder, profile)).find(file => path.parse(file).name === example) ?? '';
  const text = readFileSync(path.join(folder, profile, name), 'utf8');
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => ROOT,
    today: () => '2026-11-21',
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  workspace.update({ uri: `${ROOT}plumbline.yaml`, version: 1, text: `version: 1\nprofiles: [${profile}]\n` });
  workspace.update({ uri: ROOT + name, version: 1, text });
  expect(workspace.graph(ROOT).requirements.length).toBeGreaterThan(3);
  expect(workspace.graph(ROOT).resources.length).toBeGreaterThan(1);
  const found = workspace.allFindings().flatMap(({ rule, signal: { requirement } }) => {
    return requirement ? [`${requirement.name}: ${rule}`] : [];
  });
  return [...new Set(found)].sort();
}

const FAILS: Readonly<Record<string, readonly string[]>> = {
  'serverless-web': [
    'connections.function -> table: arch/missing-connection',
    'iam.managed_policies: iam/not-as-required',
    'monitoring.log_retention_days: arch/wrong-property',
    'monitoring.tracing: arch/wrong-property',
    'properties.dynamodb.billing_mode: arch/wrong-property',
    'resilience.point_in_time_recovery: arch/wrong-property',
    'services.forbid.ec2: arch/unrequested-service',
  ],
  'three-tier-web': [
    'encryption.at_rest: arch/wrong-property',
    'network.flow_logs: arch/missing-service',
    'network.public_databases: arch/wrong-property',
    'resilience.backup_retention_days: arch/wrong-property',
    'resilience.multi_az.AWS::RDS::DBInstance: arch/wrong-property',
    'services.require.alb: arch/missing-service',
  ],
  'data-pipeline': [
    'encryption.customer_key: arch/wrong-property',
    'encryption.key_rotation: arch/wrong-property',
    'monitoring.log_retention_days: arch/wrong-property',
    'properties.s3.versioning: arch/wrong-property',
    'resilience.dead_letters.lambda: reliability/no-dead-letters',
  ],
  'active-passive': [
    'resilience.failover: arch/missing-failover',
    'resilience.global_tables: arch/missing-failover',
    'resilience.point_in_time_recovery: arch/wrong-property',
  ],
  'financial-services': [
    'encryption.customer_key.dynamodb: arch/wrong-property',
    'encryption.customer_key.log_group: arch/wrong-property',
    'encryption.customer_key.s3: arch/wrong-property',
    'iam.managed_policies: iam/not-as-required',
    'iam.names: iam/not-as-required',
    'lifecycle: reliability/off-lifecycle',
    'monitoring.access_logs: arch/wrong-property',
    'monitoring.log_retention_days: arch/wrong-property',
    'properties.s3.versioning: arch/wrong-property',
    'resilience.point_in_time_recovery: arch/wrong-property',
    'services.require.cloudtrail: arch/missing-service',
    'services.require.kms: arch/missing-service',
  ],
};

describe.each(profiles())('%s', profile => {
  it('is followed by an example', () => {
    expect(broken(profile, 'passes')).toEqual([]);
  });

  it('is broken by another', () => {
    expect(broken(profile, 'fails')).toEqual(FAILS[profile]);
  });
});
