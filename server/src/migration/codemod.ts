/**
 * aws-sdk-js-codemod (MIT-0), called on one text. It knows the shapes of code in which SDK v2 is used; what it breaks is
 * caught by whoever calls this. Only the worker loads it: it brings a parser and tables of 3.7 MB.
 */
import codemod from 'aws-sdk-js-codemod/dist/transforms/v2-to-v3/transformer.js';
import jscodeshift from 'jscodeshift';

const transform = typeof codemod === 'function' ? codemod : codemod.default;

/** The text with SDK v3 in place of v2, as far as the codemod gets; throws where it fails. `path` says how to parse. */
export async function convert(path: string, source: string): Promise<string> {
  // It goes by the ending, and knows `.ts` and `.tsx` alone, which it reads without JSX.
  const name = /\.([cm]?ts|tsx)$/i.test(path) ? 'file.ts' : 'file.js';
  const reader = /\.tsx$/i.test(path) ? { withParser: () => jscodeshift.withParser('tsx') } : jscodeshift;
  const api = { jscodeshift: reader, j: reader, stats() {}, report() {} };
  return (await transform({ path: name, source }, api)) ?? source;
}
