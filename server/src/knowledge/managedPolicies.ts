/** Policies that AWS manages, by name. */
import { lazy } from './lazy.ts';
import { json } from './managedPolicies.generated.ts';

const paths = lazy(() => {
  const found = new Map<string, string>();
  for (const [path, names] of Object.entries(JSON.parse(json) as Record<string, string>))
    for (const name of names.split(' ')) found.set(name, path);
  return found;
});

/**
 * The AWS managed policy of that name, or null if there is none; names are case-sensitive. `path` is what stands
 * between `policy/` and the name in its ARN: empty, or `service-role/`, `job-function/`, `aws-service-role/` …
 */
export function managedPolicy(name: string): { readonly path: string } | null {
  const path = paths().get(name);
  return path === undefined ? null : { path };
}

/** The AWS managed policies that can be attached, with their paths: `service-role/AWSLambdaBasicExecutionRole`. Sorted by name. */
export function managedPolicyNames(): readonly string[] {
  const attachable = [...paths()].filter(([, path]) => path !== 'aws-service-role/');
  return attachable.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, path]) => path + name);
}
