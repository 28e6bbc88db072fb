/** Code that esbuild has put together with its packages: above each module stands the path of its file. */

/** Smaller files are read as they are. */
const MIN_LENGTH = 200_000;
/** The helpers that all bundles of esbuild begin with. */
const ESBUILD = /^var __(?:create|defProp|getOwnPropNames|commonJS|esm|export|toESM) = /m;
const MODULE = /^\/\/ (?:\S.*\.(?:[cm]?[jt]sx?|json)|<\w+>)$/gm;
/** Whatever calls AWS, or hands on what does. */
const AWS = /aws|amazon/i;

/** The text with blanks, of the same length, in place of bundled packages that have nothing to do with AWS. */
export function withoutPackages(text: string): string {
  if (text.length < MIN_LENGTH || !ESBUILD.test(text)) return text;
  const parts: string[] = [];
  let end = 0;
  let last: { readonly start: number; readonly isPackage: boolean } | null = null;
  for (const { 0: comment, index } of text.matchAll(MODULE)) {
    if (last?.isPackage) {
      const module = text.slice(last.start, index);
      if (!AWS.test(module)) {
        parts.push(text.slice(end, last.start), module.replace(/[^\n]/g, ' '));
        end = index;
      }
    }
    last = { start: index + comment.length, isPackage: comment.includes('node_modules/') };
  }
  // Behind the last module stands what the bundle exports.
  return parts.length === 0 ? text : parts.join('') + text.slice(end);
}
