/** An app for the tests of the map: what live synth makes of it, and a workspace that has read it. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createWorkspace } from '../../all.ts';
import type { SourceSpan } from '../../core/document.ts';
import type { GraphPart, ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import type { Workspace } from '../../core/workspace.ts';
import { testApp } from '../../testing/app.ts';
import { sandboxScript } from '../../testing/sandbox.ts';
import { LiveSynth } from '../live.ts';
import type { SynthModel } from '../model.ts';
import { SynthWitness } from './witness.ts';

export class MappedApp {
  readonly model: SynthModel;
  readonly workspace: Workspace;
  readonly root: string;
  #version = 1;

  constructor(model: SynthModel, files: Readonly<Record<string, string>>, root: string) {
    this.model = model;
    this.root = root;
    this.workspace = createWorkspace({
      host: { fileExists: uri => (Object.keys(files).some(name => uri === root + name) ? true : null) },
      projectOf: () => root,
      today: () => '2026-11-21',
    });
    this.workspace.engine.onFailure = failure => {
      throw failure.error;
    };
    for (const [name, text] of Object.entries(files)) this.workspace.update({ uri: root + name, version: 1, text });
  }

  /** The graph as the source reader alone has it. */
  read(): ResourceGraph {
    this.workspace.testify(this.root, null);
    return this.workspace.graph(this.root);
  }

  /** The graph with what the run says. */
  joined(witness = new SynthWitness(this.model)): ResourceGraph {
    this.workspace.testify(this.root, witness);
    return this.workspace.graph(this.root);
  }

  /** Replaces text in a file, as somebody who types. */
  type(name: string, from: string, to: string): void {
    const document = this.workspace.document(this.root + name);
    if (!document?.text.includes(from)) throw new Error(`${name} has no ${from}`);
    this.#version++;
    this.workspace.update({ ...document, version: this.#version, text: document.text.replace(from, to) });
  }

  /** Replaces what `plumbline.yaml` asks for. */
  require(requirements: string): void {
    this.#version++;
    const text = `version: 1\nrequirements:\n  ${requirements.replaceAll('\n', '\n  ')}\n`;
    this.workspace.update({ uri: `${this.root}plumbline.yaml`, version: this.#version, text });
  }

  /** What a span covers. */
  text(span: SourceSpan): string {
    const document = this.workspace.document(span.uri);
    if (!document) throw new Error(`no document ${span.uri}`);
    return document.text.slice(span.start, span.end);
  }

  /** Findings as `rule "covered text": message`. */
  findings(): string[] {
    return this.workspace
      .allFindings()
      .map(f => `${f.severity} ${f.rule} ${JSON.stringify(this.text(f.span))}: ${f.message}`);
  }
}

/** Runs an app once in a sandbox of its own. The folder is gone afterwards. */
export function runApp(files: Readonly<Record<string, string>>): Promise<MappedApp> {
  return withApp(files, async app => app);
}

/**
 * Runs an app in a sandbox of its own, and does something while it can run again.
 * @param use Is given the app, and what runs it with other texts of its files.
 */
export async function withApp<T>(
  files: Readonly<Record<string, string>>,
  use: (app: MappedApp, again: (texts: Readonly<Record<string, string>>) => Promise<SynthModel>) => Promise<T>,
): Promise<T> {
  const app = testApp(files);
  const engine = new LiveSynth({
    dir: app.dir,
    script: await sandboxScript(),
    cache: path.join(app.dir, '.cache'),
    spare: false,
  });
  const run = async (texts: Readonly<Record<string, string>>) => {
    const result = await engine.run(
      new Map(Object.entries(texts).map(([name, text]) => [path.join(app.dir, name), text])),
    );
    if (!result) throw new Error(`no run: ${engine.state.reason}`);
    return result.model;
  };
  try {
    return await use(new MappedApp(await run({}), files, `${pathToFileURL(app.dir).href}/`), run);
  } finally {
    await engine.dispose();
    app.remove();
  }
}

/** The resource of a construct path. */
export function resource(graph: ResourceGraph | GraphPart, constructPath: string): Resource {
  const found = graph.resources.filter(r => r.path === constructPath);
  if (found.length !== 1)
    throw new Error(
      `${found.length} resources at ${constructPath}; there are ${graph.resources.map(r => r.path).join(', ')}`,
    );
  return found[0] as Resource;
}
