/**
 * The synthesized template of a stack, for a read-only document in the editor: which lines came of which places of the
 * code, which ones the last edit changed, and what a deployment would replace.
 */
import type { SourceSpan } from '../core/document.ts';
import { linesAdded } from '../revision/git.ts';
import type { SynthModel } from '../synth/model.ts';
import { creationsIn, listed } from './created.ts';
import type { LiveService, Synthesis } from './live.ts';
import type { TemplateChoice, TemplateMark, TemplateParams, TemplateResult } from './protocol.ts';
import type { Session } from './session.ts';
import { type TemplateBaselines, replacedBetween } from './templateBaseline.ts';
import { toOffset, toRange } from './toProtocol.ts';

type Stack = SynthModel['stacks'][number];

/** Above this many templates what was shown before is forgotten. */
const MAX_SHOWN = 50;

export class TemplateViews {
  readonly #session: Session;
  readonly #live: LiveService;
  readonly #baselines: TemplateBaselines;
  /** What was shown last of each stack, and which of its lines were new then. */
  readonly #shown = new Map<string, Pick<TemplateResult, 'content' | 'changed'>>();

  constructor(session: Session, live: LiveService, baselines: TemplateBaselines) {
    this.#session = session;
    this.#live = live;
    this.#baselines = baselines;
  }

  /**
   * The template of the stack that is asked for, or of the one that the construct at the cursor is in; the stacks of the
   * document, else all, where the cursor is in none and there are several. Null where nothing is known.
   */
  async show(params: TemplateParams): Promise<TemplateResult | TemplateChoice | null> {
    const key = this.#session.keyOf(params.uri);
    const synthesis = this.#live.synthesis(key);
    if (!synthesis) return null;
    const choice =
      params.stack === undefined ? stacksAt(this.#session, this.#live, synthesis, key, params) : [params.stack];
    if (choice.length > 1) return { choice };
    const stack = synthesis.model.stacks.find(s => s.path === choice[0]);
    if (!stack) return null;
    const content = pretty(stack);
    const changed = this.#changed(`${synthesis.model.dir} ${stack.path}`, content);
    const lines = linesOf(content);
    const marks = this.#marks(key, synthesis, stack, lines);
    if (params.compare === undefined) return { stack: stack.path, file: stack.file, content, changed, marks };
    const baseline = await this.#baselines.of(key);
    const before = baseline?.model.stacks.find(s => s.path === stack.path);
    if (params.compare === 'before')
      return { stack: stack.path, file: stack.file, content: before ? pretty(before) : '', changed: [], marks: [] };
    const replaced = replacedBetween(before?.template ?? '{}', stack.template).map(({ logicalId, why }) => ({
      logicalId,
      why,
      line: lines.get(logicalId)?.start ?? 0,
    }));
    return {
      stack: stack.path,
      file: stack.file,
      content,
      changed,
      marks,
      ...(baseline ? { against: { from: baseline.from, replaced } } : {}),
    };
  }

  /** The lines that are others than in the version before this one. */
  #changed(id: string, content: string): TemplateResult['changed'] {
    const last = this.#shown.get(id);
    if (last?.content === content) return last.changed;
    const changed = last ? linesAdded(last.content, content) : [];
    if (this.#shown.size >= MAX_SHOWN) this.#shown.clear();
    this.#shown.set(id, { content, changed });
    return changed;
  }

  /** Which lines came of which places. */
  #marks(key: string, { model, witness }: Synthesis, stack: Stack, lines: Lines): TemplateMark[] {
    this.#session.sync();
    const { workspace } = this.#session.folderOf(key);
    const marks: TemplateMark[] = [];
    const mark = (at: LineRange | undefined, span: SourceSpan) => {
      const document = workspace.document(span.uri);
      if (at && document && span.end > span.start)
        marks.push({
          start: at.start,
          end: at.end,
          place: { uri: this.#session.clientUri(span.uri), range: toRange(document, span) },
        });
    };
    for (const resource of workspace.graph(key).resources) {
      const element = resource.evidence === 'synth' ? witness.constructOf(resource.id)?.element : null;
      if (!element || model.stacks[element.stack] !== stack) continue;
      mark(lines.get(element.logicalId), resource.span);
      for (const entry of resource.properties.entries)
        if (entry.span.start > resource.span.start || entry.span.uri !== resource.span.uri)
          mark(lines.get(`${element.logicalId}.${entry.key}`), entry.span);
    }
    return marks;
  }
}

interface LineRange {
  readonly start: number;
  readonly end: number;
}
type Lines = ReadonlyMap<string, LineRange>;

/** The lines of resources (`Orders`) and of their properties (`Orders.TableName`) in a template as we write it. */
function linesOf(content: string): Lines {
  const found = new Map<string, LineRange>();
  const open: { readonly name: string; readonly start: number; readonly depth: number }[] = [];
  let [section, id, part] = ['', '', ''];
  for (const [line, text] of content.split('\n').entries()) {
    const indent = text.length - text.trimStart().length;
    // What stands as deep as an entry began, or less deep, is no longer in it; a bracket there closes it.
    for (let last = open.at(-1); last && indent <= last.depth; last = open.at(-1)) {
      const closes = indent === last.depth && /^\s*[}\]]/.test(text);
      found.set(last.name, { start: last.start, end: closes ? line + 1 : line });
      open.pop();
    }
    const key = /^\s*("(?:[^"\\]|\\.)*"): /.exec(text)?.[1];
    if (key === undefined) continue;
    const name: string = JSON.parse(key);
    if (indent === 2) section = name;
    if (indent === 4) id = name;
    if (indent === 6) part = name;
    if (section !== 'Resources') continue;
    if (indent === 4) open.push({ name: id, start: line, depth: indent });
    if (indent === 8 && part === 'Properties') open.push({ name: `${id}.${name}`, start: line, depth: indent });
  }
  return found;
}

/** The paths of the stacks that a place may mean. */
function stacksAt(
  session: Session,
  live: LiveService,
  synthesis: Synthesis,
  key: string,
  { position }: TemplateParams,
): string[] {
  const creations = creationsIn(session, live, key);
  const document = session.document(key);
  const offset = document && position ? toOffset(document, position) : 0;
  const around = creations.filter(c => c.span.start <= offset && offset <= c.span.end).at(-1);
  const resources = (around ? [around] : creations).flatMap(c => c.resources);
  const found = [...new Set(listed(synthesis, resources).map(r => r.stack))];
  return found.length > 0 ? found : synthesis.model.stacks.map(s => s.path);
}

function pretty(stack: Stack): string {
  return `${JSON.stringify(JSON.parse(stack.template), null, 2)}\n`;
}
