/** What the CDK puts in place of context that was not there: strings that say nothing about what will be deployed. */
import { type Fields, text } from './json.ts';

/** By context provider, as aws-cdk-lib has them; newer manifests name theirs. */
const BY_PROVIDER: Readonly<Record<string, readonly string[]>> = {
  'availability-zones': ['dummy1a', 'dummy1b', 'dummy1c'],
  ami: ['ami-1234'],
  'hosted-zone': ['DUMMY'],
  'vpc-provider': ['vpc-12345', '1.2.3.4/5', 'dummy1a', 'dummy1b', 's-12345', 's-67890', 'p-12345', 'p-67890'],
  'security-group': ['sg-12345678', 'sg-12345'],
  'key-provider': ['1234abcd-12ab-34cd-56ef-1234567890ab'],
  'endpoint-service-availability-zones': ['dummy1a', 'dummy1b', 'dummy1c'],
};

/** The strings in a dummy value, at any depth that one has. */
export function stringsIn(value: unknown, depth = 4): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (depth === 0 || typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(item => stringsIn(item, depth - 1));
}

/** What stands in for one missing value. */
export function dummiesOf(missing: {
  readonly provider: string;
  readonly dummy: unknown;
  readonly props: Fields;
}): string[] {
  const { provider, dummy, props } = missing;
  if (dummy !== undefined) return stringsIn(dummy);
  if (provider === 'ssm') return [`dummy-value-for-${text(props.parameterName) ?? ''}`];
  return [...(BY_PROVIDER[provider] ?? [])];
}
