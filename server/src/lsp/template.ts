/** The synthesized template of a stack, for a read-only document in the editor. */
import type { SynthModel } from '../synth/model.ts';
import { creationsIn, listed } from './created.ts';
import type { LiveService, Synthesis } from './live.ts';
import type { TemplateParams, TemplateResult } from './protocol.ts';
import type { Session } from './session.ts';
import { toOffset } from './toProtocol.ts';

/** The template of the stack that is asked for, or to which the cursor's place belongs; null without live synth. */
export function template(session: Session, live: LiveService, params: TemplateParams): TemplateResult | null {
  const key = session.keyOf(params.uri);
  const synthesis = live.synthesis(key);
  if (!synthesis) return null;
  const path = params.stack ?? stackAt(session, live, synthesis, key, params);
  const { stacks } = synthesis.model;
  const stack = stacks.find(s => s.path === path) ?? (params.stack === undefined ? stacks[0] : undefined);
  return stack ? { stack: stack.path, file: stack.file, content: pretty(stack) } : null;
}

/** The path of the stack of the innermost construct around the cursor, else of the next one below, else of the last above. */
function stackAt(
  session: Session,
  live: LiveService,
  synthesis: Synthesis,
  key: string,
  { position }: TemplateParams,
): string | null {
  const creations = creationsIn(session, live, key);
  const document = session.document(key);
  const offset = document && position ? toOffset(document, position) : 0;
  const around = creations.filter(c => c.span.start <= offset && offset <= c.span.end).at(-1);
  const nearest = around ?? creations.find(c => c.span.start >= offset) ?? creations.at(-1);
  return listed(synthesis, nearest?.resources ?? [])[0]?.stack ?? null;
}

function pretty(stack: SynthModel['stacks'][number]): string {
  return `${JSON.stringify(JSON.parse(stack.template), null, 2)}\n`;
}
