/** The commands of the CLI. Streams, folder and date come in, the exit code goes out; no globals. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { rules, version } from '../all.ts';
import { type RuleSettings, defaultSettings } from '../core/engine.ts';
import { SEVERITIES, type Severity } from '../core/finding.ts';
import { RULE_SETS, type Rule, familyOf } from '../core/rule.ts';
import { nearest } from '../knowledge/index.ts';
import { BASELINE } from '../report/baseline.ts';
import { readEarlier } from '../report/earlier.ts';
import { renderGithub } from '../report/github.ts';
import { renderHtml } from '../report/html.ts';
import { renderJson } from '../report/json.ts';
import { renderJunit } from '../report/junit.ts';
import { renderMarkdown } from '../report/markdown.ts';
import type { Report } from '../report/report.ts';
import { renderSarif } from '../report/sarif.ts';
import { renderText } from '../report/text.ts';
import { UsageError, isArgumentError, oneOf, phases, seconds } from './common.ts';
import { type CheckOptions, check } from './check.ts';
import { diagnoseCommand } from './diagnose.ts';
import { explainCommand } from './explain.ts';
import { fixCommand } from './fix.ts';
import { initCommand } from './init.ts';
import { migrateCommand } from './migrate.ts';
import { synthCommand } from './synth.ts';
import { checkUsage, rulesUsage, usage } from './usage.ts';
import { writeWhole } from './write.ts';

export interface Shell {
  /** An absolute path. */
  readonly cwd: string;
  readonly out: (text: string) => Promise<void>;
  readonly err: (text: string) => Promise<void>;
  /** Whether the output can show colours. */
  readonly color: boolean;
  /** ISO date. */
  readonly today: string;
  /** The bundle that runs in the sandbox, by path; it need not be there. */
  readonly sandbox: string;
  /** Shows in place what is being done, and nothing for an empty text; left out where nobody watches. */
  readonly progress?: (doing: string) => void;
  /** The folder of the repository where GitHub Actions runs it. */
  readonly githubWorkspace?: string;
  /** How many threads check projects; as many as are worth it where left out. */
  readonly workers?: number;
}

/** Where results are kept unless another folder is named. */
const CACHE = 'node_modules/.cache/plumbline';

const FORMATS = ['text', 'json', 'markdown', 'html', 'sarif', 'junit', 'github'] as const;
type Format = (typeof FORMATS)[number];

/** Runs one command. 0: fine; 1: findings at or above the threshold; 2: usage or internal error. */
export async function run(argv: readonly string[], shell: Shell): Promise<number> {
  const [command, ...rest] = argv;
  try {
    switch (command) {
      case 'check':
        return await checkCommand(rest, shell);
      case 'fix':
        return await fixCommand(rest, shell, settingsOf);
      case 'synth':
        return await synthCommand(rest, shell);
      case 'init':
        return await initCommand(rest, shell);
      case 'migrate':
        return await migrateCommand(rest, shell);
      case 'rules':
        return await rulesCommand(rest, shell);
      case 'diagnose':
        return await diagnoseCommand(rest, shell);
      case 'explain':
        return await explainCommand(rest, shell, unknownRule);
      case '--version':
      case '-v':
        await shell.out(`${version}\n`);
        return 0;
      case '--help':
      case '-h':
      case 'help':
        await shell.out(usage);
        return 0;
      case undefined:
        await shell.err(usage);
        return 2;
      default:
        throw new UsageError(`there is no command ${JSON.stringify(command)}${meant(command)}; see plumbline --help`);
    }
  } catch (error) {
    if (!(error instanceof UsageError) && !isArgumentError(error)) throw error;
    await shell.err(`plumbline: ${(error as Error).message}\n`);
    return 2;
  }
}

async function checkCommand(args: readonly string[], shell: Shell): Promise<number> {
  const { values, positionals } = parseArgs({
    args: withDefault(args, '--cache', CACHE),
    allowPositionals: true,
    allowNegative: true,
    options: {
      format: { type: 'string', default: 'text' },
      output: { type: 'string' },
      compare: { type: 'string' },
      baseline: { type: 'string' },
      'update-baseline': { type: 'boolean', default: false },
      since: { type: 'string' },
      cache: { type: 'string' },
      'fail-on': { type: 'string', default: 'warning' },
      profile: { type: 'string' },
      rule: { type: 'string', multiple: true },
      fix: { type: 'boolean', default: false },
      trust: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '60' },
      allow: { type: 'string', multiple: true, default: [] },
      verbose: { type: 'boolean', default: false },
      quiet: { type: 'boolean', default: false },
      color: { type: 'boolean' },
      today: { type: 'string', default: shell.today },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    await shell.out(checkUsage);
    return 0;
  }
  const format = oneOf('--format', values.format, FORMATS);
  const failOn = oneOf('--fail-on', values['fail-on'], [...SEVERITIES, 'never'] as const);
  if (!/^\d{4}-\d\d-\d\d$/.test(values.today) || Number.isNaN(Date.parse(values.today)))
    throw new UsageError(`--today takes an ISO date such as 2026-11-21, not ${JSON.stringify(values.today)}`);
  const settings = settingsOf(values.profile, values.rule ?? []);

  const earlier = values.compare === undefined ? null : earlierReport(shell.cwd, values.compare);
  if ([values.compare, values.baseline, values.since].filter(v => v !== undefined).length > 1)
    throw new UsageError('--compare, --baseline and --since each say what to compare with; give one of them');
  const updates = values['update-baseline'];
  if (updates && (values.compare ?? values.since) !== undefined)
    throw new UsageError('--update-baseline accepts all findings; it goes with --baseline only');
  const baseline = values.baseline ?? (updates ? BASELINE : undefined);
  const timeout = seconds('--timeout', values.timeout);
  const checked = await check({
    cwd: shell.cwd,
    paths: positionals,
    settings,
    earlier,
    baseline: baseline === undefined ? null : path.resolve(shell.cwd, baseline),
    updateBaseline: updates,
    since: values.since ?? null,
    cache: values.cache === undefined ? null : path.resolve(shell.cwd, values.cache),
    workers: shell.workers,
    progress: shell.progress ?? null,
    today: values.today,
    fix: values.fix,
    sandbox: values.trust ? { script: shell.sandbox, timeout, allow: values.allow } : null,
    // Proving a fix costs a second reading of the file: only where the report shows fixes.
    offers: format !== 'github' && !(format === 'text' && values.quiet),
  });
  if ('missing' in checked) throw new UsageError(`${checked.missing} does not exist`);
  const { report, failures, fixed, accepted } = checked;
  shell.progress?.('');
  const text = rendered(report, format, {
    failOn,
    githubWorkspace: shell.githubWorkspace,
    color: values.output === undefined && (values.color ?? shell.color),
    verbose: values.verbose,
    quiet: values.quiet,
  });
  if (values.output === undefined) await shell.out(text);
  else {
    const target = path.resolve(shell.cwd, values.output);
    writeWhole(target, text, values.output);
    if (!values.quiet) await shell.err(`${report.summary.verdict} The report is in ${values.output}.\n`);
  }
  if (values.verbose && !values.quiet) await shell.err(`${phases(report.timings)}\n`);
  if (values.fix && !values.quiet) await shell.err(`${fixed.findings} fixed in ${fixed.files} files.\n`);
  if (accepted && !values.quiet)
    await shell.err(
      `${baseline} accepts ${accepted.total} ${accepted.total === 1 ? 'finding' : 'findings'}: ${accepted.fresh} more than before, ${accepted.gone} gone.\n`,
    );
  for (const failure of failures) await shell.err(`plumbline: internal error: ${failure}\n`);
  if (failures.length > 0) return 2;
  if (failOn === 'never') return 0;
  const threshold = SEVERITIES.indexOf(failOn);
  return report.findings.some(f => SEVERITIES.indexOf(f.severity) <= threshold) ? 1 : 0;
}

/** The arguments, with a value for an option that may be given without one: before another option, or at the end. */
function withDefault(args: readonly string[], option: string, value: string): string[] {
  return args.map((arg, i) => {
    const next = args[i + 1];
    return arg === option && (next === undefined || next.startsWith('-')) ? `${option}=${value}` : arg;
  });
}

/** The report of another day that a file holds. */
function earlierReport(cwd: string, file: string): NonNullable<CheckOptions['earlier']> {
  try {
    return { since: file, baseline: readEarlier(readFileSync(path.resolve(cwd, file), 'utf8')) };
  } catch (error) {
    throw new UsageError(`can't compare with ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The name of a file from the folder of the repository; null where it is not in there. */
function fileInRepository(uri: string, folder: string | undefined): string | null {
  if (folder === undefined || !uri.startsWith('file:')) return null;
  const name = path.relative(folder, fileURLToPath(uri));
  return name.startsWith('..') || path.isAbsolute(name) ? null : name.split(path.sep).join('/');
}

function rendered(
  report: Report,
  format: Format,
  options: {
    readonly githubWorkspace: string | undefined;
    readonly color: boolean;
    readonly verbose: boolean;
    readonly quiet: boolean;
    readonly failOn: Severity | 'never';
  },
): string {
  switch (format) {
    case 'text':
      return renderText(report, options);
    case 'json':
      return renderJson(report);
    case 'markdown':
      return renderMarkdown(report);
    case 'html':
      return renderHtml(report, { mode: 'file' });
    case 'sarif':
      return renderSarif(report);
    case 'junit':
      return renderJunit(report, options);
    case 'github':
      return renderGithub(report, { fileOf: f => fileInRepository(f.uri, options.githubWorkspace) ?? f.file });
  }
}

async function rulesCommand(args: readonly string[], shell: Shell): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      format: { type: 'string', default: 'text' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    await shell.out(rulesUsage);
    return 0;
  }
  const listed = [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
  if (oneOf('--format', values.format, ['text', 'json'] as const) === 'json') {
    const rows = listed.map(rule => ({
      id: rule.id,
      severity: rule.severity,
      profile: rule.profile,
      since: rule.since,
      fix: rule.fix !== undefined,
      summary: rule.docs.summary,
      links: rule.docs.links,
      peers: rule.docs.peers ?? [],
    }));
    await shell.out(`${JSON.stringify(rows, null, 2)}\n`);
    return 0;
  }
  const width = Math.max(0, ...listed.map(rule => rule.id.length));
  for (const rule of listed)
    await shell.out(
      `${rule.id.padEnd(width)}  ${rule.severity.padEnd(11)}  ${rule.profile.padEnd(11)}  ${rule.docs.summary}\n`,
    );
  return 0;
}

function settingsOf(profile: string | undefined, given: readonly string[]): RuleSettings {
  if (profile !== undefined) oneOf('--profile', profile, ['recommended', 'strict'] as const);
  const severities: Record<string, Severity | 'off'> = {};
  for (const pair of given) {
    const [, id, level] = /^([^=]+)=(.*)$/.exec(pair) ?? [];
    if (id === undefined || level === undefined)
      throw new UsageError(`--rule takes id=level, such as kms/unrotated-key=off, not ${JSON.stringify(pair)}`);
    const known = rules.some(r => r.id === id || `${familyOf(r.id)}/*` === id);
    if (!known) throw new UsageError(unknownRule(id));
    severities[id] = oneOf(`--rule ${id}`, level, ['off', ...SEVERITIES] as const);
  }
  return {
    profiles: profile === 'strict' ? RULE_SETS.strict : defaultSettings.profiles,
    severities,
  };
}

const COMMANDS = ['check', 'diagnose', 'explain', 'fix', 'init', 'migrate', 'rules', 'synth'];

/** The command that a mistyped one is like, as a question; empty where there is none. */
function meant(command: string): string {
  const [near] = nearest(command, COMMANDS, 1);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** Names rules that share words with what was asked for. */
function unknownRule(id: string): string {
  const words = new Set(id.split(/[/-]/).filter(word => word.length > 2));
  const score = (rule: Rule) => rule.id.split(/[/-]/).filter(word => words.has(word)).length;
  const near = rules
    .filter(rule => score(rule) > 0)
    .sort((a, b) => score(b) - score(a))
    .slice(0, 3)
    .map(rule => rule.id);
  return `there is no rule ${JSON.stringify(id)}${near.length > 0 ? `; did you mean ${near.join(' or ')}?` : ''}; see plumbline rules`;
}
