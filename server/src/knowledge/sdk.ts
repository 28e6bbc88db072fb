/** From the AWS SDK for JavaScript v2 to v3. */
import { lazy } from './lazy.ts';
import { json } from './sdk.generated.ts';

const clients = lazy(() => {
  const rows = Object.entries(JSON.parse(json) as Record<string, readonly [string, string]>);
  return new Map(
    rows.map(([v2, [folder, client]]) => [v2.toLowerCase(), { package: `@aws-sdk/client-${folder}`, client }]),
  );
});

/**
 * The v3 package and aggregated client for a v2 client: `DynamoDB`, or as deep imports have it, `dynamodb`
 * (`aws-sdk/clients/dynamodb`). Null for what is no client, and for the few that v3 dropped.
 */
export function sdkV3(client: string): { readonly package: string; readonly client: string } | null {
  return clients().get(client.toLowerCase()) ?? null;
}
