/** Log groups that keep everything for ever. */
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { at, inScenario, numberOf, scenarios } from '../../core/value.ts';

/** What the first fix proposes, and the longer one beside it; both are values that CloudWatch Logs accepts. */
const DAYS = [30, 365] as const;

/** The number of days by which CloudFormation has events kept for ever in CDK code. */
const FOREVER = 9999;
/** Ten years, in days: what nobody has to ask for. */
const LONGEST = 3653;

export const noRetention = defineRule({
  id: 'logs/no-retention',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'A log group says for how long it keeps its events.',
    why: `Without \`RetentionInDays\` CloudWatch Logs keeps every line for ever: the bill grows each month, and personal data
that a log happened to hold can never be said to be deleted. A retention that is set deletes what is older, also what is
there now: choose one that your audits allow. A log group of the \`INFREQUENT_ACCESS\` class needs one as well. The CDK's
\`LogGroup\` keeps two years unless told otherwise and is reported only for \`RetentionDays.INFINITE\`.`,
    bad: [
      yaml`
        Resources:
          HandlerLogs:
            Type: AWS::Logs::LogGroup
      `,
      json`
        { "Resources": { "HandlerLogs": { "Type": "AWS::Logs::LogGroup", "Properties": { "LogGroupClass": "STANDARD" } } } }
      `,
      cdk`
        new logs.LogGroup(this, 'HandlerLogs', { retention: logs.RetentionDays.INFINITE });
      `,
    ],
    good: [
      yaml`
        Resources:
          HandlerLogs:
            Type: AWS::Logs::LogGroup
            Properties:
              RetentionInDays: 90
      `,
      cdk`
        new logs.LogGroup(this, 'HandlerLogs');
        new logs.CfnLogGroup(this, 'AccessLogs', { retentionInDays: 90 });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html',
    ],
    peers: ['CKV_AWS_66', 'cfn_nag W86', 'cfn-lint I3013', 'Guard CW_LOGGROUP_RETENTION_PERIOD_CHECK'],
  },
  messages: {
    forever: 'Log group {group} keeps its events for ever{when}.',
    long: 'Log group {group} keeps its events for {days} days{when}; {most} are the most.',
  },
  options: {
    max_days: { docs: 'The longest retention that is no finding, in days.', default: LONGEST, min: 1 },
  },
  types: ['AWS::Logs::LogGroup'],

  *checkResource(resource, { option }) {
    const most = option('max_days');
    // The log group of a delivery class is kept for two days, whatever is said.
    if (scenarios(at(resource.properties, 'LogGroupClass')).some(s => s.value.kind === 'unknown')) return;
    if (
      scenarios(at(resource.properties, 'LogGroupClass')).some(
        s => s.value.kind === 'literal' && s.value.value === 'DELIVERY',
      )
    )
      return;
    for (const { value, when } of scenarios(at(resource.properties, 'RetentionInDays'))) {
      const never = value.kind === 'absent' || (value.kind === 'literal' && value.value === FOREVER);
      const days = numberOf(value);
      // In code "for ever" is a word, `INFINITE`; whoever writes it for one stage and not for another means it.
      const isChosen = never && when.length > 0 && resource.language === 'typescript';
      if (isChosen && most >= LONGEST) continue;
      if (!never && (days === null || days <= most)) continue;
      yield {
        message: never ? 'forever' : 'long',
        at: value.kind === 'literal' ? value.span : resource.nameSpan,
        params: { group: resource.logicalId, when: inScenario(when), days: days ?? '', most },
      };
    }
  },

  fix(signal, { option }) {
    const { resource } = signal;
    if (!resource) return 'the log group is no longer there';
    const allowed = DAYS.filter(days => days <= option('max_days'));
    if (allowed.length === 0) return 'which of the shorter times it should be is for you to say';
    return allowed.map(days => ({
      title: `Keep the events of ${resource.logicalId} for ${days === 365 ? 'a year' : `${days} days`}`,
      intents: [{ kind: 'setProperty', resource: resource.id, path: ['RetentionInDays'], value: days }],
      // What is older is deleted.
      safety: 'review',
    }));
  },
});
