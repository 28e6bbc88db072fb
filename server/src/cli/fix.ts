/** `plumbline fix`: applies the safe fixes, or shows what they would change; says what was not applied, and why. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import type { RuleSettings } from '../core/engine.ts';
import { plural } from '../report/report.ts';
import { UsageError, seconds } from './common.ts';
import { check } from './check.ts';
import type { Shell } from './run.ts';
import { fixUsage } from './usage.ts';

/** @param settingsOf The rules as `--profile` and `--rule` say. */
export async function fixCommand(
  args: readonly string[],
  shell: Shell,
  settingsOf: (profile: string | undefined, rules: readonly string[]) => RuleSettings,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      'dry-run': { type: 'boolean', default: false },
      safe: { type: 'boolean', default: true },
      profile: { type: 'string' },
      rule: { type: 'string', multiple: true, default: [] },
      trust: { type: 'boolean', default: false },
      timeout: { type: 'string', default: '60' },
      allow: { type: 'string', multiple: true, default: [] },
      quiet: { type: 'boolean', default: false },
      today: { type: 'string', default: shell.today },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    await shell.out(fixUsage);
    return 0;
  }
  const isDry = values['dry-run'];
  const timeout = seconds('--timeout', values.timeout);
  const checked = await check({
    cwd: shell.cwd,
    paths: positionals,
    settings: settingsOf(values.profile, values.rule),
    earlier: null,
    baseline: null,
    updateBaseline: false,
    since: null,
    cache: null,
    progress: shell.progress ?? null,
    today: values.today,
    fix: isDry ? 'show' : true,
    sandbox: values.trust ? { script: shell.sandbox, timeout, allow: values.allow } : null,
    offers: false,
  });
  shell.progress?.('');
  if ('missing' in checked) throw new UsageError(`${checked.missing} does not exist`);
  const { fixed, failures } = checked;
  const named = (file: string) => path.relative(shell.cwd, file).split(path.sep).join('/');
  if (isDry)
    for (const { path: file, before, after } of fixed.changes)
      await shell.out(
        createTwoFilesPatch(`a/${named(file)}`, `b/${named(file)}`, before, after, '', '', { context: 3 }),
      );
  if (!values.quiet)
    for (const { finding, line, reason } of fixed.left)
      await shell.err(`${named(fileURLToPath(finding.span.uri))}:${line}: ${finding.rule} is left: ${reason}\n`);
  const is = isDry ? 'would be' : fixed.findings === 1 ? 'is' : 'are';
  await shell.err(
    fixed.findings === 0
      ? 'Nothing here is safe to mend by itself; plumbline check shows what else there is.\n'
      : `${plural(fixed.findings, 'finding')} ${is} mended in ${plural(fixed.files, 'file')}.\n`,
  );
  for (const failure of failures) await shell.err(`plumbline: internal error: ${failure}\n`);
  return failures.length > 0 ? 2 : 0;
}
