/** Names of modules: which file a relative import means, and which library a package import means. */
import { perName } from '../../core/memo.ts';

/** What a relative specifier may stand for, in the order in which TypeScript and Node look. */
const ENDINGS = ['', '.ts', '.tsx', '.d.ts', '.js', '.jsx', '.mjs', '.cjs', '.mts', '.cts', '.json'];
const INDEXES = ['/index.ts', '/index.tsx', '/index.js', '/index.mjs', '/index.cjs', '/index.d.ts', '/index.json'];

/** Joins a relative path to the directory of a uri. `..` does not climb over the authority. */
export function joinUri(base: string, relative: string): string {
  const { scheme, folder } = piecesOf(base);
  const parts = [...folder];
  for (const piece of relative.split('/')) {
    if (piece === '' || piece === '.') continue;
    if (piece === '..') {
      if (parts.length > 1) parts.pop();
    } else parts.push(scheme === '' ? piece : encodePiece(piece));
  }
  return scheme + (parts.length === 1 && parts[0] === '' ? '/' : parts.join('/'));
}

/** The folder of a uri in pieces; many paths are joined to the same few. */
const piecesOf = perName(base => {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\/[^/]*/i.exec(base)?.[0] ?? '';
  return { scheme, folder: base.slice(scheme.length).split('/').slice(0, -1) };
});

/** Uris from editors escape spaces and the like; source text does not. */
function encodePiece(piece: string): string {
  if (/^[\w.-]*$/.test(piece)) return piece;
  try {
    return encodeURIComponent(decodeURIComponent(piece)).replace(/%40/g, '@').replace(/%2B/g, '+').replace(/%24/g, '$');
  } catch {
    // A percent sign that escapes nothing, or half of a surrogate pair, which can't be escaped.
    return encodeURIComponent(piece.toWellFormed());
  }
}

/** The uris that a relative import may mean, the likeliest first. Includes the exact one only when it has a known ending. */
export function candidates(importer: string, specifier: string): string[] {
  const base = joinUri(importer, specifier);
  const found: string[] = [];
  const script = /\.([mc]?)js(x?)$/.exec(base);
  if (script) {
    const stem = base.slice(0, script.index);
    found.push(`${stem}.${script[1]}ts${script[2]}`, `${stem}.tsx`, `${stem}.d.ts`);
  }
  if (/\/?\.\.?\/?$/.test(specifier) || specifier.endsWith('/')) return [...INDEXES.map(i => base + i)];
  for (const ending of ENDINGS)
    if (ending !== '' || /\.(tsx?|jsx?|[mc][tj]s|json)$/.test(base)) found.push(base + ending);
  for (const index of INDEXES) found.push(base + index);
  return found;
}

export function isRelative(specifier: string): boolean {
  return specifier.startsWith('./') || specifier.startsWith('../') || specifier === '.' || specifier === '..';
}

/**
 * The qualified name under which a package's exports are known: `aws-cdk-lib/aws-s3` and CDK v1's `@aws-cdk/aws-s3`
 * are both `aws-cdk-lib.aws_s3`. Packages that we know nothing of keep their own name.
 */
export const libraryOf = perName((specifier: string): string => {
  if (specifier === 'aws-cdk-lib' || specifier === 'aws-cdk-lib/core' || specifier === '@aws-cdk/core')
    return 'aws-cdk-lib';
  if (specifier === 'constructs') return 'constructs';
  const service = /^aws-cdk-lib\/([a-z0-9-]+)(?:\/.*)?$/.exec(specifier)?.[1];
  if (service) return `aws-cdk-lib.${service.replaceAll('-', '_')}`;
  const old = /^@aws-cdk\/((?:aws|alexa)-[a-z0-9-]+|cx-api|assertions|pipelines|custom-resources)$/.exec(
    specifier,
  )?.[1];
  if (old && !old.endsWith('-alpha')) return `aws-cdk-lib.${old.replaceAll('-', '_')}`;
  return specifier;
});

/** Whether an import names the CDK in any of its forms. */
export function isCdkModule(specifier: string): boolean {
  return /^(aws-cdk-lib|constructs|@aws-cdk|monocdk)(\/|$)/.test(specifier);
}
