/** What the disk says about the code that functions run: which of several files is meant, and what a folder brings along. */
import type { LinkHost } from '../../core/facts.ts';
import type { Runs } from '../../core/resource.ts';

/** Folders that a build fills: what is not there now may be there later. */
const BUILT =
  /\/(?:dist|build|built|out|output|target|release|bundle|bundled|artifacts?|deploy|zip|package|lib\/lambda-dist|\.[^/]+|cdk\.out|asset\.[0-9a-f]+)(?:\/|$)/;

/**
 * What completes runs by what can be looked up. Of several files the first that exists is meant; where none does in a folder
 * that is there, it is missing; a folder without `package.json` and `node_modules` has no modules. `known` are documents that
 * are read.
 */
export function lookedAt(known: ReadonlySet<string>, host: LinkHost): (run: Runs) => Runs {
  const exists = (uri: string) => (known.has(uri) ? true : host.fileExists(uri));
  // Many functions have their code in the same few folders.
  const folders = new Map<string, boolean>();
  const isThere = (folder: string) => {
    let answer = folders.get(folder);
    if (answer === undefined) {
      answer = host.fileExists(folder) === true || holds(known, folder);
      folders.set(folder, answer);
    }
    return answer;
  };
  return run => {
    if (run.span !== null || run.uris.length === 0) return run;
    const found = run.uris.find(uri => exists(uri) === true);
    if (found === undefined) {
      const there = run.folders?.filter(isThere) ?? [];
      // Of the places that a relative path may mean, those count that are there.
      const inside = there.length === 0 ? [] : run.uris.filter(uri => there.some(f => uri.startsWith(`${f}/`)));
      const isMissing = inside.length > 0 && inside.every(uri => exists(uri) === false);
      if (!isMissing || run.packing === 'unknown' || run.uris.some(uri => BUILT.test(uri))) return run;
      return { ...run, uris: inside, missing: true };
    }
    const settled: Runs = run.uris.length > 1 ? { ...run, uris: [found] } : run;
    const folder = run.folders?.find(f => found.startsWith(`${f}/`));
    if (run.packing !== 'asset' || folder === undefined || !/\.[mc]?js$/.test(found)) return settled;
    const brings = ['package.json', 'node_modules/.package-lock.json', 'node_modules/aws-sdk/package.json'];
    const isAlone = brings.every(name => exists(`${folder}/${name}`) === false) && !BUILT.test(`${folder}/`);
    return isAlone ? { ...settled, packing: 'asset-alone' } : settled;
  };
}

function holds(known: ReadonlySet<string>, folder: string): boolean {
  for (const uri of known) if (uri.startsWith(`${folder}/`)) return true;
  return false;
}
