/** What `--help` says. */
export const usage = `Usage: plumbline <command>

Checks AWS CDK apps (TypeScript) and CloudFormation templates (YAML, JSON, SAM). Nothing is executed, nothing is sent.

Commands:
  check [paths…]    check files and folders (default: this folder)
  rules             list the rules
  explain <rule>    say what a rule wants, and why
  plumbline --version

Each command takes --help.
`;

export const checkUsage = `Usage: plumbline check [paths…] [options]

  --format <format>     text (default), json, markdown, html, sarif
  --output <file>       write the report to a file instead of to standard output
  --fail-on <severity>  exit with 1 if there is a finding at or above error, warning (default), information or hint;
                        never: findings don't matter
  --profile strict      the strict rules too
  --rule <id>=<level>   off, error, warning, information or hint for a rule or a family (iam/*); may be given repeatedly
  --fix                 apply the safe fixes to the files, then report what is left
  --verbose             text: show the source lines, and all places that were not analysed
  --quiet               text: findings and verdict only
  --no-color            no colours, also when writing to a terminal (as does NO_COLOR)
  --today <date>        the ISO date for rules that compare dates, so that a run can be repeated

Exit code: 0 no finding at or above --fail-on, 1 findings, 2 usage or internal error.
Skipped folders: node_modules, cdk.out, .git, dist, build, coverage, .aws-sam, .venv.
`;

export const rulesUsage = `Usage: plumbline rules [--format text|json]

Lists all rules: id, severity, profile, and what should be so.
`;

export const explainUsage = `Usage: plumbline explain <rule>

Says what a rule wants and why, with examples, in Markdown.
`;
