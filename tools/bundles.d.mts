/** The types of bundles.mjs, which the build reads before anything is compiled. */
import type { BuildOptions } from 'esbuild';

export declare const bundles: readonly BuildOptions[];
export declare const starters: Readonly<Record<'server.cjs' | 'cli.cjs', string>>;
