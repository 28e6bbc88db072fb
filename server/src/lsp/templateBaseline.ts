/** What a deployment would replace: a synthesized template against that of git's HEAD, or of the `cdk.out` on disk. */
import { createOnlyProperties } from '../knowledge/index.ts';
import { readAssembly } from '../synth/assembly/index.ts';
import type { SynthModel } from '../synth/model.ts';
import type { Heads } from './heads.ts';
import type { LiveService } from './live.ts';
import type { Session } from './session.ts';
import { isUnder, keyOfPath, pathOfKey } from './uris.ts';

/** How long the app may run on the texts of HEAD, in milliseconds; nobody's typing waits for it. */
const LIMIT = 15_000;
/** Types whose logical IDs hold a hash of what is deployed: they are made anew by design. */
const BY_DESIGN = new Set(['AWS::ApiGateway::Deployment', 'AWS::Lambda::Version']);
/** The share of properties that has to be the same for a new resource to be a renamed one. */
const ALIKE = 0.5;

export interface TemplateBaseline {
  /** `HEAD` or `cdk.out`. */
  readonly from: string;
  readonly model: SynthModel;
}

/** A resource that the next deployment would make anew. */
export interface Replaced {
  readonly logicalId: string;
  /** Why, for people: `TableName differs`, `was OrdersTable1234`. */
  readonly why: string;
}

/** Finds what apps were before, and remembers it for as long as the commit is the same. */
export class TemplateBaselines {
  readonly #session: Session;
  readonly #live: LiveService;
  readonly #heads: Heads;
  readonly #known = new Map<string, { readonly commit: string; readonly model: SynthModel }>();

  constructor(session: Session, live: LiveService, heads: Heads) {
    this.#session = session;
    this.#live = live;
    this.#heads = heads;
  }

  /** What the app of a document was: the app of HEAD, run; where that can't be, what `cdk synth` left on disk; else null. */
  async of(key: string): Promise<TemplateBaseline | null> {
    const app = this.#live.appOf(key);
    if (!app) return null;
    const folder = this.#session.folderOf(key);
    const head = await this.#heads.headOf(folder);
    const known = this.#known.get(app.key);
    if (head && known?.commit === head.commit) return { from: 'HEAD', model: known.model };
    if (head) {
      const { repository, commit } = head;
      const changed = (await repository.changed(commit)).filter(file => isUnder(keyOfPath(file), folder.key ?? ''));
      const files = [...new Set([...app.files.flatMap(file => pathOfKey(file) ?? []), ...changed])];
      const texts = await Promise.all(files.map(file => repository.read(commit, file)));
      const overlay = new Map(files.flatMap((file, i) => (texts[i] == null ? [] : [[file, texts[i]] as const])));
      const model = await app.run(overlay, LIMIT);
      if (model) {
        this.#known.set(app.key, { commit, model });
        return { from: 'HEAD', model };
      }
    }
    const { model } = await readAssembly(app.dir, { root: pathOfKey(folder.key ?? '') ?? app.dir, uriOf: keyOfPath });
    return model ? { from: 'cdk.out', model } : null;
  }
}

interface Described {
  readonly Type?: unknown;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What changes between two templates, JSON texts, that makes CloudFormation replace a resource. */
export function replacedBetween(before: string, now: string): Replaced[] {
  const [old, present] = [resourcesOf(before), resourcesOf(now)];
  const gone = new Map([...old].filter(([id]) => !present.has(id)));
  const replaced: Replaced[] = [];
  for (const [logicalId, resource] of present) {
    const same = old.get(logicalId);
    const was = same ? null : renamed(gone, resource);
    if (was !== null) {
      gone.delete(was);
      replaced.push({ logicalId, why: `was ${was}` });
    } else if (same && same.Type !== resource.Type) replaced.push({ logicalId, why: `was of type ${same.Type}` });
    else if (same) {
      const differing = createOnlyProperties(String(resource.Type)).filter(
        path => !path.includes('*') && valueAt(same, path) !== valueAt(resource, path),
      );
      if (differing.length > 0) replaced.push({ logicalId, why: `another ${differing.join(', ')}` });
    }
  }
  return replaced;
}

function resourcesOf(template: string): Map<string, Described> {
  return new Map(Object.entries((JSON.parse(template) as { Resources?: Record<string, Described> }).Resources ?? {}));
}

/** Which of the resources that are gone this one is under another logical ID. */
function renamed(gone: ReadonlyMap<string, Described>, resource: Described): string | null {
  if (BY_DESIGN.has(String(resource.Type))) return null;
  const [likest] = [...gone]
    .map(([id, was]) => ({ id, score: was.Type === resource.Type ? likeness(was, resource) : 0 }))
    .filter(({ score }) => score >= ALIKE)
    .sort((a, b) => b.score - a.score);
  return likest?.id ?? null;
}

function likeness(a: Described, b: Described): number {
  const keys = [...new Set([...Object.keys(a.Properties ?? {}), ...Object.keys(b.Properties ?? {})])];
  return keys.length === 0 ? 1 : keys.filter(key => valueAt(a, key) === valueAt(b, key)).length / keys.length;
}

/** A property by its dotted path, as text. */
function valueAt({ Properties }: Described, path: string): string {
  let value: unknown = Properties;
  for (const key of path.split('.'))
    value = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
  return JSON.stringify(value) ?? '';
}
