/** Globs of the `plumbline.exclude` setting, in VS Code's dialect: `**`, `*`, `?`, `{a,b}`, `[abc]`. */

/** A test for paths relative to the workspace folder, with `/` between segments. A broken glob matches nothing. */
export function globMatcher(glob: string): (path: string) => boolean {
  let expression: RegExp;
  try {
    expression = new RegExp(`^${source(glob.replace(/^\.?\//, '').replace(/\/$/, '/**'))}$`);
  } catch {
    return () => false;
  }
  return path => expression.test(path);
}

function source(glob: string): string {
  let out = '';
  let braces = 0;
  for (let i = 0; i < glob.length; i++) {
    const c = glob[i] as string;
    if (c === '*') {
      if (glob[i + 1] !== '*') {
        out += '[^/]*';
        continue;
      }
      while (glob[i + 1] === '*') i++;
      if (glob[i + 1] === '/') {
        i++;
        out += '(?:.*/)?';
      } else out += '.*';
    } else if (c === '?') out += '[^/]';
    else if (c === '{') {
      braces++;
      out += '(?:';
    } else if (c === '}' && braces > 0) {
      braces--;
      out += ')';
    } else if (c === ',' && braces > 0) out += '|';
    else if (c === '[') {
      const close = glob.indexOf(']', i + 2);
      if (close < 0) out += '\\[';
      else {
        out += `[${glob
          .slice(i + 1, close)
          .replace(/^!/, '^')
          .replaceAll('\\', '\\\\')}]`;
        i = close;
      }
    } else out += c.replace(/[.+^$()|\\\]}/]/, '\\$&');
  }
  return out;
}
