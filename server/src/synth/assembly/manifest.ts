/**
 * What a cloud assembly's manifests, templates and trees say: stacks with their templates, constructs with their classes,
 * and the metadata that the CDK attached to constructs. Formats of all versions since 2.0.
 */
import { createHash } from 'node:crypto';
import path from 'node:path';
import type { ModelStack } from '../model.ts';
import type { AssemblyFiles } from './files.ts';
import { type Fields, field, fields, list, text } from './json.ts';

/** Assemblies within assemblies: stages, and stages of those. */
const MAX_DEPTH = 8;
const MAX_STACKS = 2_000;
const MAX_CONSTRUCTS = 200_000;

export interface MetadataEntry {
  readonly type: string;
  readonly data: unknown;
  /** Frames, innermost first; empty when the CDK was told not to record them. */
  readonly trace: readonly unknown[];
}

export interface TreeNode {
  readonly path: string;
  readonly fqn: string | null;
  readonly version: string | null;
}

export interface Manifest {
  readonly stacks: readonly ModelStack[];
  /** The resources of each template, as they were parsed. */
  readonly resources: readonly Fields[];
  /** By construct path, without a slash at the beginning. */
  readonly metadata: ReadonlyMap<string, readonly MetadataEntry[]>;
  /** Parents before children. */
  readonly tree: readonly TreeNode[];
  /** Context that was not there, by provider, with the value that stood in for it where the manifest says it. */
  readonly missing: readonly { readonly provider: string; readonly dummy: unknown; readonly props: Fields }[];
}

/** Reads the manifest of an assembly, and all that it leads to. Null when there is none. */
export async function readManifest(files: AssemblyFiles): Promise<Manifest | null> {
  const reader = new Reader(files);
  if (!(await reader.assembly('.', 0))) return null;
  await reader.nested();
  return reader;
}

class Reader implements Manifest {
  readonly stacks: ModelStack[] = [];
  readonly resources: Fields[] = [];
  readonly metadata = new Map<string, MetadataEntry[]>();
  readonly tree: TreeNode[] = [];
  readonly missing: { provider: string; dummy: unknown; props: Fields }[] = [];
  readonly #files: AssemblyFiles;
  readonly #seen = new Set<string>();
  /** Asset files by the hash that they were uploaded under: how older versions name nested templates. */
  readonly #assets = new Map<string, string>();

  constructor(files: AssemblyFiles) {
    this.#files = files;
  }

  /** Reads one manifest. `folder` is relative to the outermost assembly. */
  async assembly(folder: string, depth: number): Promise<boolean> {
    if (this.#seen.has(folder)) return false;
    this.#seen.add(folder);
    const manifest = await this.#files.json(path.join(folder, 'manifest.json'));
    if (manifest === undefined) return false;
    for (const missing of list(field(manifest, 'missing'))) {
      const props = fields(field(missing, 'props'));
      this.missing.push({ provider: text(field(missing, 'provider')) ?? '', dummy: field(props, 'dummyValue'), props });
    }
    for (const [id, artifact] of Object.entries(fields(field(manifest, 'artifacts')))) {
      const properties = field(artifact, 'properties');
      const file = text(field(properties, 'file'));
      switch (field(artifact, 'type')) {
        case 'aws:cloudformation:stack':
          await this.#stack(folder, id, artifact);
          break;
        case 'cdk:cloud-assembly': {
          const inner = text(field(properties, 'directoryName'));
          if (inner !== null && depth < MAX_DEPTH) await this.assembly(path.join(folder, inner), depth + 1);
          break;
        }
        case 'cdk:asset-manifest':
          if (file !== null) await this.#assetManifest(folder, file);
          break;
        case 'cdk:tree':
          if (file !== null) await this.#constructs(folder, file);
          break;
      }
    }
    return true;
  }

  /** The templates of nested stacks, which no manifest lists: their resources, or the metadata of their constructs, do. */
  async nested(): Promise<void> {
    // The list grows while it is walked: nested stacks have nested stacks.
    for (let i = 0; i < this.stacks.length; i++) {
      const parent = this.stacks[i] as ModelStack;
      const paths = this.#pathsIn(i);
      for (const [logicalId, resource] of Object.entries(this.resources[i] ?? {})) {
        if (field(resource, 'Type') !== 'AWS::CloudFormation::Stack') continue;
        const resourcePath = paths.get(logicalId) ?? pathMetadata(resource);
        const own = /^(.*\/)?([^/]+)\.NestedStack\/\2\.NestedStackResource$/.exec(resourcePath ?? '');
        if (!own) continue;
        const construct = `${own[1] ?? ''}${own[2]}`;
        const folder = path.dirname(parent.file);
        const named =
          text(this.metadata.get(construct)?.find(entry => entry.type === 'aws:cdk:templateFile')?.data) ??
          text(field(field(resource, 'Metadata'), 'aws:asset:path')) ??
          this.#assetIn(resource);
        if (named === null) this.#files.notes.push(`the template of the nested stack ${construct} is not known`);
        else
          await this.#template(path.join(folder, named), {
            path: construct,
            name: construct.slice(construct.lastIndexOf('/') + 1),
            account: parent.account,
            region: parent.region,
            parent: parent.path,
          });
      }
    }
  }

  async #stack(folder: string, id: string, artifact: unknown): Promise<void> {
    const properties = field(artifact, 'properties');
    const file = text(field(properties, 'templateFile'));
    if (file === null) return;
    const [, account, region] = /^aws:\/\/([^/]*)\/(.*)$/.exec(text(field(artifact, 'environment')) ?? '') ?? [];
    const stack = {
      path: text(field(artifact, 'displayName')) ?? id,
      name: text(field(properties, 'stackName')) ?? id,
      account: account ?? 'unknown-account',
      region: region ?? 'unknown-region',
      parent: null,
    };
    this.#annotate(field(artifact, 'metadata'));
    const more = text(field(artifact, 'additionalMetadataFile'));
    if (more !== null) this.#annotate(await this.#files.json(path.join(folder, more)));
    await this.#template(path.join(folder, file), stack);
  }

  async #template(file: string, stack: Omit<ModelStack, 'file' | 'template' | 'hash' | 'partial'>): Promise<void> {
    if (this.stacks.length >= MAX_STACKS || this.stacks.some(known => known.path === stack.path)) return;
    const parsed = await this.#files.json(file);
    if (parsed === undefined) return;
    const template = JSON.stringify(parsed);
    const hash = createHash('sha256').update(template).digest('hex');
    this.stacks.push({ ...stack, file: file.replaceAll('\\', '/'), template, hash, partial: false });
    this.resources.push(fields(field(parsed, 'Resources')));
  }

  #annotate(metadata: unknown): void {
    for (const [where, entries] of Object.entries(fields(metadata))) {
      const known = this.metadata.get(where.replace(/^\//, '')) ?? [];
      for (const entry of list(entries)) {
        const type = text(field(entry, 'type'));
        if (type !== null) known.push({ type, data: field(entry, 'data'), trace: list(field(entry, 'trace')) });
      }
      this.metadata.set(where.replace(/^\//, ''), known);
    }
  }

  /** Construct paths of one stack by logical ID, as the metadata has them. */
  #pathsIn(stack: number): Map<string, string> {
    const { path: own } = this.stacks[stack] as ModelStack;
    const paths = new Map<string, string>();
    for (const [where, entries] of this.metadata) {
      if (!where.startsWith(`${own}/`)) continue;
      const logicalId = text(entries.find(entry => entry.type === 'aws:cdk:logicalId')?.data);
      if (logicalId !== null) paths.set(logicalId, where);
    }
    return paths;
  }

  async #assetManifest(folder: string, file: string): Promise<void> {
    const manifest = await this.#files.json(path.join(folder, file));
    for (const [hash, asset] of Object.entries(fields(field(manifest, 'files')))) {
      const source = text(field(field(asset, 'source'), 'path'));
      if (source?.endsWith('.template.json')) this.#assets.set(hash, source);
    }
  }

  #assetIn(resource: unknown): string | null {
    const url = JSON.stringify(field(field(resource, 'Properties'), 'TemplateURL') ?? null);
    const hash = /\/([0-9a-f]{64})\.json"/.exec(url)?.[1];
    return (hash && this.#assets.get(hash)) ?? null;
  }

  /** Walks tree.json; large trees continue in further files. */
  async #constructs(folder: string, file: string): Promise<void> {
    const forests = new Map<string, unknown>();
    const waiting: unknown[] = [field(await this.#files.json(path.join(folder, file)), 'tree')];
    for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
      const next = text(field(node, 'fileName'));
      const treeId = text(field(node, 'treeId'));
      if (next !== null && treeId !== null) {
        if (!forests.has(next)) forests.set(next, await this.#files.json(path.join(folder, next)));
        const forest = field(forests.get(next), 'forest');
        // A tree is walked once, wherever it is named: no circles.
        if (!this.#seen.has(`${next}#${treeId}`)) waiting.push(field(forest, treeId));
        this.#seen.add(`${next}#${treeId}`);
        continue;
      }
      const where = text(field(node, 'path'));
      if (where === null || this.tree.length >= MAX_CONSTRUCTS) continue;
      const info = field(node, 'constructInfo');
      this.tree.push({ path: where, fqn: text(field(info, 'fqn')), version: text(field(info, 'version')) });
      for (const child of Object.values(fields(field(node, 'children'))).reverse()) waiting.push(child);
    }
  }
}

/** The construct path that the CDK leaves in a resource of the template. */
export function pathMetadata(resource: unknown): string | null {
  return text(field(field(resource, 'Metadata'), 'aws:cdk:path'));
}
