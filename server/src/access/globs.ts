/** Patterns of IAM: `*` stands for any text, `?` for one character. Nothing else is special. */

/** Whether a text matches a pattern. Takes time in the product of both lengths at most. */
export function globMatches(pattern: string, text: string): boolean {
  let p = 0;
  let t = 0;
  let star = -1;
  let kept = 0;
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++;
      kept = t;
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++;
      t++;
    } else if (star >= 0) {
      p = star + 1;
      t = ++kept;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** Whether some text matches both patterns. */
export function globsMeet(a: string, b: string): boolean {
  // One row of reachability at a time: row[j] says whether what is left of `a` and `b` from here can be the same text.
  let row = Array.from({ length: b.length + 1 }, (_, j) => onlyStars(b, j));
  for (let i = a.length - 1; i >= 0; i--) {
    const next: boolean[] = Array.from({ length: b.length + 1 }, () => false);
    next[b.length] = onlyStars(a, i);
    for (let j = b.length - 1; j >= 0; j--) {
      const [x, y] = [a[i], b[j]];
      next[j] =
        x === '*' || y === '*'
          ? (row[j] as boolean) || (next[j + 1] as boolean) || ((row[j + 1] as boolean) && x === y)
          : (x === '?' || y === '?' || x === y) && (row[j + 1] as boolean);
    }
    row = next;
  }
  return row[0] as boolean;
}

function onlyStars(pattern: string, from: number): boolean {
  for (let i = from; i < pattern.length; i++) if (pattern[i] !== '*') return false;
  return true;
}
