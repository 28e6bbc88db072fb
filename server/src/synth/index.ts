/** Live synth as the shells see it. How it works inside: `live.ts` for the runs, `children.ts` for the life of a child. */
export { type LiveResult, type LiveState, LiveSynth, type LiveSynthOptions } from './live.ts';
export { type NodeChoice, type NodeProblem, OLDEST_NODE, chooseNode } from './node.ts';
export { DEFAULT_LIMITS, type SandboxLimits } from './process.ts';
export type { Overlay } from './source.ts';
