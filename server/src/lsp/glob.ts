/** Globs of the `plumbline.exclude` setting, in VS Code's dialect: `**`, `*`, `?`, `{a,b}`, `[abc]`. */
import { ANYTHING, FOLDERS, IN_NAME, NAME, type Piece, literally, matchesAll } from '../core/wildcard.ts';

/** How many alternatives the braces of one glob may come to. */
const MOST = 256;

/** A test for paths relative to the workspace folder, with `/` between segments. A broken glob matches nothing. */
export function globMatcher(glob: string): (path: string) => boolean {
  const plain = glob.replace(/^\.?\//, '').replace(/\/$/, '/**');
  const alternatives = (spread(plain) ?? []).map(pieces);
  return path => alternatives.some(a => matchesAll(a, path));
}

/** A glob without braces for each choice that its braces leave; null where one is not closed, or they are too many. */
function spread(glob: string): string[] | null {
  let done = [''];
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] as string;
    if (char !== '{') {
      done = done.map(d => d + char);
      continue;
    }
    const parts = [''];
    let depth = 1;
    for (i++; i < glob.length; i++) {
      const inner = glob[i] as string;
      if (inner === '{') depth++;
      else if (inner === '}' && --depth === 0) break;
      if (inner === ',' && depth === 1) parts.push('');
      else parts[parts.length - 1] += inner;
    }
    if (depth > 0) return null;
    const choices = parts.map(spread);
    if (choices.includes(null)) return null;
    const flat = choices.flat() as string[];
    if (done.length * flat.length > MOST) return null;
    done = done.flatMap(d => flat.map(choice => d + choice));
  }
  return done;
}

function pieces(glob: string): Piece[] {
  return (glob.match(/\*\*+\/?|\*|\?|\[[^\]][^\]]*\]|[^*?[]+|\[/g) ?? []).flatMap((part): Piece[] => {
    if (part.startsWith('**')) return [part.endsWith('/') ? FOLDERS : ANYTHING];
    if (part === '*') return [NAME];
    if (part === '?') return [IN_NAME];
    return part.length > 1 && part.startsWith('[') ? [oneOf(part.slice(1, -1))] : literally(part);
  });
}

/** `[abc]`, `[a-z]`, `[!abc]`. */
function oneOf(listed: string): Piece {
  const negated = /^[!^]/.test(listed);
  const ranges = (negated ? listed.slice(1) : listed).match(/.-.|./gs) ?? [];
  return {
    fits: char => ranges.some(r => char >= (r[0] as string) && char <= (r.at(-1) as string)) !== negated,
    takes: 'one',
  };
}
