/** From the clients of the AWS SDK for JavaScript v3 to the prefixes of IAM's actions. */
import { lazy } from './lazy.ts';
import { json } from './sdkPrefixes.generated.ts';

const prefixes = lazy(() => JSON.parse(json) as Readonly<Record<string, string>>);

/** The IAM prefix of a client (`sfn` → `states`), or the client's own name, which need not be one that IAM knows. */
export function sdkPrefix(client: string): string {
  return (Object.hasOwn(prefixes(), client) ? prefixes()[client] : undefined) ?? client;
}
