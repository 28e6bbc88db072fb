/** Sentences that name what something runs on: runtimes of functions, engines of databases, and their versions. */
import { newestRuntime, runtimeFacts } from '../../knowledge/index.ts';
import { type Ask, property } from '../asks.ts';
import { type Reading, subjectOf } from '../reading.ts';

const VERSION = '(\\d+(?:\\.\\d+){0,2})';

/** `Node.js 22`, `python3.12`, `Java 21`. */
export function runtimes(reading: Reading): Ask[] {
  const { text: words } = reading;
  const found = new Set<string>();
  const add = (id: string, at: string) => {
    if (runtimeFacts(id) && !refusedAt(reading, at)) found.add(id);
  };
  for (const m of words.matchAll(/\bnode(?:\.?js)?\W{0,2}(?:v)?(\d{2})(?:\.x)?\b/gi)) add(`nodejs${m[1]}.x`, m[0]);
  for (const m of words.matchAll(/\bpython\W?(3\.\d{1,2})\b/gi)) add(`python${m[1]}`, m[0]);
  for (const m of words.matchAll(/\bjava\W?(8|11|17|21|25)\b/gi)) add(m[1] === '8' ? 'java8.al2' : `java${m[1]}`, m[0]);
  for (const m of words.matchAll(/\b(?:dotnet|\.net)\W?(\d)(?:\.0)?\b/gi)) add(`dotnet${m[1]}`, m[0]);
  for (const m of words.matchAll(/\bruby\W?(3\.\d)\b/gi)) add(`ruby${m[1]}`, m[0]);
  for (const m of words.matchAll(/\bprovided\.al2(?:023)?\b/g)) add(m[0], m[0]);
  // “Node.js 20 or later”: all that there are.
  if (found.size === 1 && /\bor (?:later|newer|higher|above)\b|\+(?=\W|$)/i.test(words)) {
    const [least] = found as Set<string>;
    const [, family, first, end] = /^(\D+?)([\d.]*\d)(\.x)?$/.exec(least as string) ?? [];
    const [major, minor] = (first ?? '').split('.').map(Number) as [number, number | undefined];
    for (let n = 1; n < 20; n++)
      add(minor === undefined ? `${family}${major + n}${end ?? ''}` : `${family}${major}.${minor + n}`, '');
  }
  const newest = /\b(?:latest|newest|current)\s+(node(?:\.?js)?|python)\b/i.exec(words);
  const latest = newest && newestRuntime(/node/i.test(newest[1] as string) ? 'nodejs' : 'python');
  if (latest) found.add(latest);
  // Node.js is also what people have on their own machines.
  const local =
    /\b(install|developer|locally|local machine|prerequisites?|npm|github actions|cdk cli|build image|codebuild)\b/i.test(
      words,
    );
  if (found.size === 0 || local) return [];
  const all = [...found];
  return [property('lambda', 'runtime', all.length === 1 ? (all[0] as string) : all)];
}

/** Whether a word is refused close by, whatever else the clause denies. */
function refusedAt(reading: Reading, at: string): boolean {
  const clause = reading.clauses.find(c => c.text.includes(at));
  return clause?.denied ?? false;
}

const ENGINES: readonly (readonly [RegExp, string])[] = [
  [/\bpostgre(?:s|sql)\b/i, 'postgres'],
  [/\bmysql\b/i, 'mysql'],
  [/\bmariadb\b/i, 'mariadb'],
];

/** `PostgreSQL 15.4`, `Aurora MySQL`. */
export function engines(reading: Reading): Ask[] {
  const { text: words } = reading;
  const said = ENGINES.filter(([name]) => name.test(words)).map(([name, engine]) => ({ name, engine }));
  if (said.length === 0 || said.some(({ name }) => refusedAt(reading, (name.exec(words) as RegExpExecArray)[0])))
    return [];
  if (
    /\b(ports?|security groups?|ingress|client|driver|library|schema|migrat)/i.test(words) &&
    !/\b(engine|instance|cluster|database|aurora|rds)\b/i.test(words)
  )
    return [];
  const aurora = reading.mentions.some(m => m.word === 'aurora');
  const of = aurora ? 'aurora' : (subjectOf(reading, ['aurora', 'rds']) ?? 'rds');
  const engine = (name: string) => (of === 'aurora' ? `aurora-${name === 'postgres' ? 'postgresql' : name}` : name);
  const all = said.map(s => engine(s.engine));
  const found = [property(of, 'engine', all.length === 1 ? (all[0] as string) : all)];
  if (said.length > 1) return found;
  const version =
    new RegExp(
      `(?:${(said[0] as { name: RegExp }).name.source})(?:[\\s-]*(?:engine|database|compatible|\\(|version|v|:))*\\s*\\(?v?${VERSION}`,
      'i',
    ).exec(words) ?? new RegExp(`\\b(?:engine )?version\\W+${VERSION}`, 'i').exec(words);
  if (version) found.push(property(of, 'engine_version', { matches: `${version[1]}*` }));
  return found;
}
