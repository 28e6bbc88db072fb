/** Finds the resources that a value names: by reference, or by a physical name or ARN that is written the same way. */
import type { SourceSpan } from '../../core/document.ts';
import type { Resource } from '../../core/resource.ts';
import { rendered, scenarios, textParts, type Value } from '../../core/value.ts';
import { physicalName } from './policies.ts';

/** The service prefix of IAM actions and ARNs, where it is not the lower-case middle of the resource type. */
const PREFIXES: Readonly<Record<string, string>> = {
  StepFunctions: 'states',
  KinesisFirehose: 'firehose',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  OpenSearchService: 'es',
  Elasticsearch: 'es',
  EFS: 'elasticfilesystem',
  Cognito: 'cognito-idp',
};

/** Services of SAM's types. */
const SERVERLESS: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'lambda',
  'AWS::Serverless::SimpleTable': 'dynamodb',
  'AWS::Serverless::StateMachine': 'states',
};

/** `s3` for `AWS::S3::Bucket`. */
export function servicePrefix(type: string): string {
  const service = type.split('::')[1] ?? '';
  return SERVERLESS[type] ?? PREFIXES[service] ?? service.toLowerCase();
}

/** A resource that a value names, and where it does. */
export interface Named {
  readonly id: string;
  readonly span: SourceSpan;
}

/** One template's resources by what they may be called. */
export class NameIndex {
  readonly #resources: readonly Resource[];
  readonly #byId: ReadonlyMap<string, Resource>;
  readonly #byName = new Map<string, Resource[]>();

  constructor(resources: readonly Resource[]) {
    this.#resources = resources;
    this.#byId = new Map(resources.map(r => [r.id, r]));
    for (const resource of resources) {
      const name = physicalName(resource);
      if (name === null) continue;
      const same = this.#byName.get(name);
      if (same) same.push(resource);
      else this.#byName.set(name, [resource]);
    }
  }

  /** Whether it says the same of other resources: those have the same ids, types and names. */
  fits(resources: readonly Resource[]): boolean {
    const isAlike = (a: Resource, b: Resource | undefined) =>
      a === b || (a.id === b?.id && a.type === b.type && physicalName(a) === physicalName(b));
    return resources.length === this.#resources.length && resources.every((r, i) => isAlike(r, this.#resources[i]));
  }

  /** The type of a resource; undefined where there is none of that id. */
  typeOf(id: string): string | undefined {
    return this.#byId.get(id)?.type;
  }

  /** Ids only; see `named`. */
  ids(value: Value): readonly string[] {
    return this.named(value).map(n => n.id);
  }

  /** The resources that a value or its items name, each once, over all scenarios. */
  named(value: Value): Named[] {
    const found = new Map<string, Named>();
    const add = (id: string, span: SourceSpan) => {
      if (this.#byId.has(id) && !found.has(id)) found.set(id, { id, span });
    };
    const visit = (one: Value): void => {
      if (one.kind === 'list') {
        for (const item of one.items) for (const s of scenarios(item)) visit(s.value);
        return;
      }
      if (one.kind === 'reference') {
        if (one.target.kind === 'resource') add(one.target.id, one.span);
        return;
      }
      if (one.kind !== 'literal' && one.kind !== 'text') return;
      const direct = (textParts(one) ?? []).flatMap(p =>
        p.kind === 'hole' && p.value.kind === 'reference' && p.value.target.kind === 'resource'
          ? [p.value.target.id]
          : [],
      );
      for (const id of direct) add(id, one.span);
      if (direct.length === 0) for (const id of this.#byText(rendered(one))) add(id, one.span);
    };
    for (const s of scenarios(value)) visit(s.value);
    return [...found.values()];
  }

  /** The one resource whose physical name a text is, alone or as the resource of an ARN of the same service. */
  #byText(text: string): readonly string[] {
    const exact = this.#byName.get(text);
    if (exact) return exact.length === 1 ? exact.map(r => r.id) : [];
    const arn =
      /^arn:(?:\$\{AWS::Partition\}|[a-z-]+):([a-z0-9-]+):(?:\$\{[^}]*\}|[^:$]*):(?:\$\{[^}]*\}|[^:$]*):(.+)$/.exec(
        text,
      );
    if (!arn) return [];
    const service = arn[1] as string;
    const rest = arn[2] as string;
    const names = [rest, rest.split('/')[0] as string, rest.replace(/^[a-zA-Z-]+[:/]/, '').split('/')[0] as string];
    for (const name of new Set(names)) {
      const matching = (this.#byName.get(name) ?? []).filter(r => servicePrefix(r.type) === service);
      if (matching.length === 1) return matching.map(r => r.id);
    }
    return [];
  }
}
