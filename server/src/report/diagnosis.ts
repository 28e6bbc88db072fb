/**
 * What a bug report needs to know, as Markdown: versions, what the workspace is made of, what is on and why not, how long
 * things take, the last errors. It holds nothing of what is in the user's files, and no path with the name of the user.
 */

/** A project that is read, or would be. */
export interface DiagnosedFolder {
  readonly name: string;
  readonly enabled: boolean;
  /** How many files each front end has read. */
  readonly files: Readonly<Record<string, number>>;
  readonly projects: number;
  readonly resources: number;
  readonly findings: number;
  /** What is on or off in this folder, and why. */
  readonly parts: readonly { readonly name: string; readonly on: boolean; readonly detail: string }[];
}

/** A CDK app, and what came of running it. */
export interface DiagnosedApp {
  /** The folder of cdk.json, from the workspace folder. */
  readonly name: string;
  readonly state: string;
  /** Why it is in that state, where that needs saying. */
  readonly reason: string | null;
  /** The version of aws-cdk-lib; null where none was found. */
  readonly library: string | null;
  readonly node: string | null;
  readonly guards: readonly string[];
  readonly runs: number;
  /** Milliseconds, of the last runs. */
  readonly median: number | null;
}

/** What reading and checking everything anew took, in milliseconds. */
export interface Measured {
  readonly read: number;
  readonly link: number;
  readonly rules: number;
  readonly byRule: ReadonlyMap<string, number>;
  /** Whether there was no time for all of it. */
  readonly isPartial: boolean;
}

export interface Diagnosis {
  readonly versions: readonly (readonly [name: string, version: string])[];
  readonly folders: readonly DiagnosedFolder[];
  readonly apps: readonly DiagnosedApp[];
  readonly measured: Measured;
  /** Settings that are not at their defaults. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** The last ones, each with the time at which it was logged. */
  readonly errors: readonly { readonly at: string; readonly text: string }[];
}

/** How many of the slowest rules are named. */
const SLOWEST = 10;

/**
 * Text without the home folder, in each of the ways in which it is spelled: as a path, with slashes either way, as part of
 * a URI. What stands in its place is `~`.
 */
export function redacted(text: string, home: string): string {
  // A home that is the root of everything hides nothing, and would eat all slashes.
  if (home.replace(/[\\/]/g, '').length < 2) return text;
  const slashed = home.replaceAll('\\', '/').replace(/\/+$/, '');
  const spelled = [slashed, encodeURI(slashed), encodeURI(slashed).replace(':', '%3A')];
  let clean = text;
  for (const name of new Set([...spelled, ...spelled.map(s => s.replaceAll('/', '\\'))])) {
    const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    // Where paths have a drive, capitals make no difference. What only begins with the same letters is another folder.
    clean = clean.replace(new RegExp(`${pattern}(?![\\w-])`, /^[a-z](:|%3a)/i.test(name) ? 'gi' : 'g'), '~');
  }
  return clean;
}

/** @param home The home folder of the user, which no line may name. */
export function renderDiagnosis(diagnosis: Diagnosis, home: string): string {
  const { versions, folders, apps, measured, settings, errors } = diagnosis;
  const lines = [
    '# Plumbline: diagnosis',
    '',
    'For a bug report. It names folders, apps and settings, and holds nothing of what is in your files; look it over before',
    'you send it.',
    '',
    '## Versions',
    '',
    ...versions.map(([name, version]) => `- ${name}: ${version}`),
    '',
    '## Workspace',
    '',
    ...(folders.length === 0 ? ['No folder is open.', ''] : folders.flatMap(folderLines)),
    '## CDK apps',
    '',
    ...(apps.length === 0 ? ['None was found.', ''] : apps.flatMap(appLines)),
    '## Timings',
    '',
    ...timingLines(measured),
    '',
    '## Settings that are not at their defaults',
    '',
    ...(Object.keys(settings).length === 0 ? ['None.'] : fenced('json', JSON.stringify(settings, null, 2))),
    '',
    '## Last errors',
    '',
    ...(errors.length === 0 ? ['None.'] : fenced('text', errors.map(e => `${e.at} ${e.text}`).join('\n'))),
    '',
  ];
  return redacted(lines.join('\n'), home);
}

function folderLines({ name, enabled, files, projects, resources, findings, parts }: DiagnosedFolder): string[] {
  const read = Object.entries(files).map(([frontend, count]) => `${count} ${frontend}`);
  return [
    `### ${name}`,
    '',
    ...(enabled ? [] : ['- Switched off in the settings']),
    `- Files read: ${read.length === 0 ? 'none' : read.join(', ')}`,
    `- Projects: ${projects}; resources: ${resources}; findings: ${findings}`,
    ...parts.map(p => `- ${p.name}: ${p.on ? 'on' : 'off'}${p.detail === '' ? '' : ` (${p.detail})`}`),
    '',
  ];
}

function appLines({ name, state, reason, library, node, guards, runs, median }: DiagnosedApp): string[] {
  return [
    `### ${name}`,
    '',
    `- Live synth: ${state}${reason === null ? '' : ` (${reason})`}`,
    `- aws-cdk-lib: ${library ?? 'not found'}`,
    ...(node === null ? [] : [`- Runs on: ${node}`]),
    ...(guards.length === 0 ? [] : [`- Guards: ${guards.join(', ')}`]),
    `- Runs: ${runs}${median === null ? '' : `, ${Math.round(median)} ms each (median)`}`,
    '',
  ];
}

function timingLines({ read, link, rules, byRule, isPartial }: Measured): string[] {
  const slowest = [...byRule].sort(([, a], [, b]) => b - a).slice(0, SLOWEST);
  return [
    `All files read and checked once more, without live synth${isPartial ? '; stopped before the end, since it took too long' : ''}:`,
    '',
    `- Reading: ${ms(read)}`,
    `- Linking: ${ms(link)}`,
    `- Rules: ${ms(rules)}`,
    ...slowest.filter(([, time]) => time >= 0.05).map(([rule, time]) => `  - ${rule}: ${ms(time)}`),
  ];
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`;
}

/** A block of code that no text can end before its time. */
function fenced(language: string, text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, text, fence];
}
