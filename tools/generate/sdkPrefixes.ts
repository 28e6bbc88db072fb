/** Which IAM prefix the operations of an SDK client have. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Table, lines, root, sorted, versionOf } from './table.ts';

/** Clients that the library has not or has wrong, by the prefixes that the Service Authorization Reference has. */
const CORRECTIONS: Readonly<Record<string, string>> = {
  'bedrock-agentcore-control': 'bedrock-agentcore',
  cloudcontrol: 'cloudformation',
  'compute-optimizer-automation': 'aco-automation',
  connecthealth: 'health-agent',
  'devops-agent': 'aidevops',
  elementalinference: 'elemental-inference',
  'iot-data-plane': 'iot',
  'iot-jobs-data-plane': 'iotjobsdata',
  'iot-events-data': 'iotevents',
  iotsecuretunneling: 'iot',
  keyspacesstreams: 'cassandra',
  'marketplace-discovery': 'aws-marketplace',
  mturk: 'mechanicalturk',
  'mwaa-serverless': 'airflow-serverless',
  'partnercentral-account': 'partnercentral',
  'partnercentral-benefits': 'partnercentral',
  'partnercentral-channel': 'partnercentral',
  'partnercentral-selling': 'partnercentral',
  'resource-groups-tagging-api': 'tag',
  'signer-data': 'signer',
  simpledb: 'sdb',
  simpledbv2: 'sdb',
};

export const sdkPrefixes: Table = {
  name: 'sdkPrefixes',
  title: 'IAM prefixes by client of the AWS SDK for JavaScript v3, where the two differ.',
  sources: [
    `aws-cdk-lib ${versionOf('aws-cdk-lib')} (Apache-2.0), custom-resources/…/sdk-v3-metadata.json, with corrections`,
  ],
  json: () => {
    const file = 'node_modules/aws-cdk-lib/custom-resources/lib/helpers-internal/sdk-v3-metadata.json';
    const metadata = JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, { iamPrefix?: string }>;
    const prefixes = {
      ...Object.fromEntries(Object.entries(metadata).map(([client, { iamPrefix }]) => [client, iamPrefix ?? client])),
      ...CORRECTIONS,
    };
    return lines(
      sorted(Object.entries(prefixes), ([client]) => client).filter(([client, prefix]) => client !== prefix),
    );
  },
};
