/**
 * What IAM's actions act on, and which condition keys go with them. The table is long and most documents are about a
 * handful of services, so that it is read line by line: one service is parsed when something asks for it.
 */
import { json } from './iamDetails.generated.ts';
import { actionExists } from './iam.ts';
import { lazy } from './lazy.ts';

interface ServiceDetails {
  /** By action in small letters: the types of its resources, and its own condition keys. */
  readonly actions: ReadonlyMap<
    string,
    { readonly resources: readonly ActionResource[]; readonly keys: readonly string[] }
  >;
  /** By resource type. */
  readonly types: ReadonlyMap<string, { readonly arns: readonly string[]; readonly keys: readonly string[] }>;
  /** Condition keys of the service's own, `s3:prefix`, with a letter for the type. */
  readonly keys: Readonly<Record<string, string>>;
}

export interface ActionResource {
  /** The name that the service's reference gives to the type: `object`, `table`, `index`. */
  readonly type: string;
  readonly required: boolean;
}

/** The JSON value of one line of the table; null when there is none of that name. */
function line(name: string): unknown {
  const head = `\n"${name}":`;
  const start = json.indexOf(head);
  if (start < 0) return null;
  const end = json.indexOf('\n', start + 1);
  return JSON.parse(json.slice(start + head.length, end).replace(/,$/, ''));
}

/** `<TagKey>` in the table is `${TagKey}` in AWS's documentation. */
function long(text: string): string {
  return text.replace(/<([^>]+)>/g, '$${$1}');
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split(' ');
}

function cut(cell: string): readonly [string, readonly string[]] {
  const bar = cell.indexOf('|');
  return [cell.slice(0, bar), words(long(cell.slice(bar + 1)))];
}

function readDetails(name: string): ServiceDetails | null {
  const found = line(name) as Record<'a' | 'r' | 'k', Readonly<Record<string, string>>> | null;
  if (!found) return null;
  return {
    actions: new Map(
      Object.entries(found.a).map(([action, cell]) => {
        const [types, keys] = cut(cell);
        const resources = (types === '' ? [] : types.split(',')).map(type => ({
          type: type.replace('!', ''),
          required: type.endsWith('!'),
        }));
        return [action.toLowerCase(), { resources, keys }];
      }),
    ),
    types: new Map(
      Object.entries(found.r).map(([type, cell]) => {
        const [arns, keys] = cut(cell);
        return [type, { arns: words(long(arns)), keys }];
      }),
    ),
    keys: Object.fromEntries(Object.entries(found.k).map(([key, type]) => [long(key), type])),
  };
}

const read = new Map<string, ServiceDetails>();

/** What is known about a service, by its prefix in any case; null when there is no such service. */
export function details(prefix: string): ServiceDetails | null {
  const name = prefix.toLowerCase();
  const known = read.get(name);
  if (known) return known;
  // Anything else could end the name in the table's text, or be one of its own lines.
  const made = /^[a-z0-9-]+$/.test(name) ? readDetails(name) : null;
  if (made) read.set(name, made);
  return made;
}

/** What goes with every service. */
export const common = lazy(() => {
  const found = line('*') as { d: string; k: Readonly<Record<string, string>>; s: Readonly<Record<string, string>> };
  const longer = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [long(key), value]));
  return {
    date: found.d,
    /** Global condition keys with a letter for the type. */
    keys: longer(found.k),
    /** Prefixes of condition keys that other services have, too, with those services: `saml` → `sts`. */
    strangers: longer(found.s),
  };
});

function detailsOf(action: string) {
  if (!actionExists(action)) return null;
  const colon = action.indexOf(':');
  const service = details(action.slice(0, colon));
  return { service, found: service?.actions.get(action.slice(colon + 1).toLowerCase()) ?? null };
}

/**
 * The types of resources that an action can be allowed on, from the Service Authorization Reference. Empty: it takes `*`
 * and nothing else; null: there is no such action (an action with wildcards is none). `required` is as the reference
 * says, and can't be relied on: all types of `s3:GetObject` are optional, and twelve of `bedrock:InvokeModel` required.
 * For whether `*` is right, ask `supportsResourceArn`, which knows the exceptions.
 */
export function actionResources(action: string): readonly ActionResource[] | null {
  const entry = detailsOf(action);
  return entry ? (entry.found?.resources ?? []) : null;
}

/**
 * The templates of the ARNs of a resource type: `resourceArns('s3', 'object')` gives
 * `arn:${Partition}:s3:::${BucketName}/${ObjectName}`. Empty for a type that the service doesn't have.
 */
export function resourceArns(service: string, type: string): readonly string[] {
  return details(service)?.types.get(type)?.arns ?? [];
}

/** The resource types of a service, in alphabetical order; empty for an unknown service. */
export function resourceTypesOf(service: string): readonly string[] {
  return [...(details(service)?.types.keys() ?? [])];
}

/**
 * The condition keys that the reference lists for an action or for the types of its resources, as AWS writes them:
 * `dynamodb:LeadingKeys`, `aws:ResourceTag/${TagKey}`. Keys that go with every request (`aws:SourceIp`) are not among
 * them. Null for an action that isn't known.
 */
export function actionConditionKeys(action: string): readonly string[] | null {
  const entry = detailsOf(action);
  if (!entry) return null;
  const { service, found } = entry;
  const ofTypes = (found?.resources ?? []).flatMap(({ type }) => service?.types.get(type)?.keys ?? []);
  return [...new Set([...(found?.keys ?? []), ...ofTypes])].sort();
}

/** The day of the data about IAM, ISO. What AWS has added since is unknown here. */
export function dataVersion(): string {
  return common().date;
}
