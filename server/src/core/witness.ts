/**
 * A witness knows a project better than reading does: the synthesized template. It refines what the front ends found, and
 * says of each finding that rests on reading whether it holds.
 */
import type { GraphPart } from './graph.ts';

export interface Witness {
  /**
   * The parts of the graph with what the witness knows in them, by front end name. `textOf` gives the present text of a
   * document, so that places can be moved along with edits since the witness saw it. Pure: the same arguments give the
   * same, and subjects that did not change are the same objects.
   */
  refine(
    parts: ReadonlyMap<string, GraphPart>,
    textOf: (uri: string) => string | undefined,
  ): ReadonlyMap<string, GraphPart>;
}
