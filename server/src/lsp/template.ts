/** The synthesized template of a stack, for a read-only document in the editor. */
import type { SynthModel } from '../synth/model.ts';
import { creationsIn, listed } from './created.ts';
import type { LiveService, Synthesis } from './live.ts';
import type { TemplateChoice, TemplateParams, TemplateResult } from './protocol.ts';
import type { Session } from './session.ts';
import { toOffset } from './toProtocol.ts';

/**
 * The template of the stack that is asked for, or of the one that the construct at the cursor is in; the stacks of the
 * document, else all, where the cursor is in none and there are several. Null where nothing is known.
 */
export function template(
  session: Session,
  live: LiveService,
  params: TemplateParams,
): TemplateResult | TemplateChoice | null {
  const key = session.keyOf(params.uri);
  const synthesis = live.synthesis(key);
  if (!synthesis) return null;
  const { stacks } = synthesis.model;
  const choice = params.stack === undefined ? stacksAt(session, live, synthesis, key, params) : [params.stack];
  if (choice.length > 1) return { choice };
  const stack = stacks.find(s => s.path === choice[0]);
  return stack ? { stack: stack.path, file: stack.file, content: pretty(stack) } : null;
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

function pretty(stack: SynthModel['stacks'][number]): string {
  return `${JSON.stringify(JSON.parse(stack.template), null, 2)}\n`;
}
