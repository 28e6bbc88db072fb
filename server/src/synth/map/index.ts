/** The map: what a run of the app says, joined with what the source reader found. */
export { SynthWitness } from './witness.ts';
