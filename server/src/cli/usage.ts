/** What `--help` says. */
export const usage = `Usage: plumbline <command>

Checks AWS CDK apps (TypeScript) and CloudFormation templates (YAML, JSON, SAM). Nothing is executed unless you give
--trust, nothing is ever sent.

Commands:
  check [paths…]    check files and folders (default: this folder)
  fix [paths…]      apply the fixes that are proven and safe
  synth [folder]    print what a CDK app synthesizes, with the place in the source of each resource and property
  init [folder]     draft plumbline.yaml from a document or from the code
  migrate [folder]  move code from AWS SDK for JavaScript v2 to v3
  rules             list the rules
  explain <rule>    say what a rule wants, and why; with file:line, why it did or did not fire there
  diagnose [folder] say what a bug report needs to know
  plumbline --version

Each command takes --help.
`;

export const checkUsage = `Usage: plumbline check [paths…] [options]

  --format <format>     text (default), json, markdown, html, sarif, junit; github: annotations in GitHub Actions
  --output <file>       write the report to a file instead of to standard output
  --compare <file>      say what is new and what is gone since an earlier report in JSON
  --baseline <file>     what this file has accepted is not reported and does not count
  --update-baseline     accept all that is found: write it to the baseline file (.plumbline-baseline.json)
  --since <revision>    report only what was not there at a git revision
  --cache [folder]      keep results between runs, by project (node_modules/.cache/plumbline); put it behind the paths, or give
                        the folder; not with --trust, --since or --fix
  --fail-on <severity>  exit with 1 if there is a finding at or above error, warning (default), information or hint;
                        never: findings don't matter
  --profile strict      the strict rules too; rule_set in plumbline.yaml goes before this
  --rule <id>=<level>   off, error, warning, information or hint for a rule or a family (iam/*); may be given repeatedly
  --trust               run the CDK apps in a sandbox, so that findings come from the exact templates; without it, or
                        where an app can't be run, they come from reading the source
  --timeout <seconds>   how long one app may run (60)
  --allow <what>        with --trust: what apps may do beside, read:/path or env:NAME; may be given repeatedly
  --fix                 apply the safe fixes to the files, then report what is left
  --verbose             text: show the source lines, and all places that were not analysed; any format: say on standard
                        error how long each step took
  --quiet               text: findings and verdict only
  --no-color            no colours, also when writing to a terminal (as does NO_COLOR)
  --today <date>        the ISO date for rules that compare dates, so that a run can be repeated

Exit code: 0 no finding at or above --fail-on, 1 findings, 2 usage or internal error.
Skipped folders: node_modules, cdk.out (and cdk.out.prod), .git, dist, build, coverage, .aws-sam, .venv, snapshots of tests.
`;

export const fixUsage = `Usage: plumbline fix [paths…] [options]

Applies the fixes that are proven and safe: they mean the same, or exactly what a rule asks for, and replace nothing. Says of
every other finding that has a fix why it was not applied.

  --dry-run             write nothing; print a unified diff of what would change
  --safe                only safe fixes, which is so in any case
  --profile strict      the strict rules too
  --rule <id>=<level>   off, error, warning, information or hint for a rule or a family (iam/*); may be given repeatedly
  --trust               run the CDK apps in a sandbox, and prove the fixes by what the apps synthesize with them
  --timeout <seconds>   how long one app may run (60)
  --allow <what>        with --trust: what apps may do beside, read:/path or env:NAME; may be given repeatedly
  --quiet               don't say what was not applied
  --today <date>        the ISO date for rules that compare dates

Exit code: 0 done, 2 usage or internal error.
`;

export const synthUsage = `Usage: plumbline synth [folder] --trust | --assembly [options]

Prints what the CDK app of a folder synthesizes: each resource with its type, its construct, the place in the source that
made it and who can change it, and for each property the place where it was written.

  --trust               run the app in a sandbox: it can read the project, and can't write, start processes or use the
                        network
  --assembly            execute nothing; read what an earlier cdk synth left in cdk.out
  --app <folder>        the folder of cdk.json, where there are several apps
  --stack <name>        one stack only, by its name or construct path
  --format <format>     map (default); json: the same as JSON, see schemas/synth.schema.json; yaml: the templates with
                        places in comments; template: one template as JSON
  --timeout <seconds>   how long the app may run (60)
  --allow <what>        what the app may do beside, read:/path or env:NAME; may be given repeatedly
  --verbose             say how long it took, on standard error

What the app and other validators say goes to standard error.
Exit code: 0 synthesized, 1 the app has errors, 2 usage error or the app can't be run.
`;

export const initUsage = `Usage: plumbline init [folder] --from <document> | --from-project [options]

Drafts plumbline.yaml, the requirements that check compares the project with.

  --from <document>     read a Markdown or text file that says what is wanted: each requirement cites its line, doubtful
                        ones are commented out, and the sentences that were not understood are listed at the end
  --from-project        take what most of the code does already (names, tags, regions, properties), so that check shows
                        the rest
  --output <file>       the file to write (plumbline.yaml in the folder)
  --force               overwrite it

Exit code: 0 written, 1 there is nothing to write, 2 usage error.
`;

export const migrateUsage = `Usage: plumbline migrate [folder or file] [options]

Moves code from AWS SDK for JavaScript v2 to v3, and package.json with it. Shows the diff on standard output and what is
left to do by hand on standard error; nothing is written unless you say so, and none of the code is executed.

  --write               write the files
  --quiet               no diff, only what is left to do

A file of which the result would not parse, or would use names that nothing declares, is not changed, and the reason said.
Exit code: 0 all of it is done, 1 something is left to do by hand, 2 usage error.
`;

export const rulesUsage = `Usage: plumbline rules [--format text|json]

Lists all rules: id, severity, profile, and what should be so.
`;

export const explainUsage = `Usage: plumbline explain <rule> [file:line]

Says what a rule wants and why, with examples, in Markdown. With a place: why it did or did not fire there; the current folder
is read for that, with the recommended rules and what plumbline.yaml says.
`;

export const diagnoseUsage = `Usage: plumbline diagnose [folder]

Prints what a bug report needs to know, in Markdown: versions, how many files were read by what, the CDK apps and whether
they could be run, and how long reading and each rule took. It executes nothing and holds nothing of what is in your files.
`;
