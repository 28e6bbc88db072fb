/** The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), for code scanning services. */
import type { ArtifactLocation, Location, Log, Region, ReportingDescriptor, Result } from 'sarif';
import type { Severity } from '../core/finding.ts';
import { docsUrl, ruleMarkdown, syntaxMarkdown } from './docs.ts';
import type { Place, Range, Report, ReportFinding } from './report.ts';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

const SCHEMA = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** One SARIF log with one run and a line end. Suppressed findings are in it, marked as such. */
export function renderSarif(report: Report): string {
  const rules = descriptors(report);
  const indexes = new Map(rules.map((rule, i) => [rule.id, i]));
  const artifact = (uri: string): ArtifactLocation =>
    report.root !== null && uri.startsWith(`${report.root}/`)
      ? { uri: uri.slice(report.root.length + 1), uriBaseId: '%SRCROOT%' }
      : { uri };
  const location = (place: Place): Location => ({
    physicalLocation: { artifactLocation: artifact(place.uri), region: regionOf(place.range) },
  });
  const result = (finding: ReportFinding): Result => {
    const index = indexes.get(finding.rule);
    return {
      ruleId: finding.rule,
      ...(index === undefined ? {} : { ruleIndex: index }),
      level: LEVELS[finding.severity],
      message: { text: plain(finding.message) },
      locations: [{ ...location(finding), ...logical(finding) }],
      ...(finding.related.length === 0
        ? {}
        : {
            relatedLocations: finding.related.map((related, id) => ({
              id,
              ...location(related),
              message: { text: plain(related.message) },
            })),
          }),
      partialFingerprints: { 'plumbline/v1': finding.key },
      ...(finding.isNew === null ? {} : { baselineState: finding.isNew ? ('new' as const) : ('unchanged' as const) }),
      ...(finding.fix && finding.fix.changes.length > 0
        ? {
            fixes: [
              {
                description: { text: plain(finding.fix.title) },
                artifactChanges: [...Map.groupBy(finding.fix.changes, c => c.uri)].map(([uri, changes]) => ({
                  artifactLocation: artifact(uri),
                  replacements: changes.map(change => ({
                    deletedRegion: regionOf(change.range),
                    insertedContent: { text: change.text },
                  })),
                })),
                properties: { safety: finding.fix.safety },
              },
            ],
          }
        : {}),
      properties: {
        evidence: finding.evidence,
        ...(finding.resource ? { resourceType: finding.resource.type } : {}),
        ...(finding.requirement ? { requirement: finding.requirement } : {}),
      },
    };
  };
  const log: Log = {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Plumbline',
            version: report.version,
            semanticVersion: report.version,
            informationUri: 'https://github.com/plumbline-dev/plumbline',
            rules,
          },
        },
        columnKind: 'utf16CodeUnits',
        ...(report.root === null ? {} : { originalUriBaseIds: { '%SRCROOT%': { uri: `${report.root}/` } } }),
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: report.notAnalysed.map(({ uri, range, reason }) => ({
              level: 'note',
              message: { text: plain(`Not analysed: ${reason}`) },
              locations: [
                {
                  physicalLocation: {
                    artifactLocation: artifact(uri),
                    ...(range ? { region: regionOf(range) } : {}),
                  },
                },
              ],
            })),
          },
        ],
        ...(report.requirements.length === 0
          ? {}
          : {
              properties: {
                requirements: report.requirements.map(({ name, state, standing, source }) => ({
                  name,
                  state,
                  standing,
                  source,
                })),
              },
            }),
        results: [
          ...report.findings.map(result),
          ...report.accepted.map(result),
          ...(report.change?.gone ?? []).flatMap(({ rule, message, file, key, count }) => {
            const index = indexes.get(rule);
            const gone: Result = {
              ruleId: rule,
              ...(index === undefined ? {} : { ruleIndex: index }),
              message: { text: plain(message) },
              locations: [{ physicalLocation: { artifactLocation: fileOf(file) } }],
              partialFingerprints: { 'plumbline/v1': key },
              baselineState: 'absent',
            };
            return Array.from({ length: count }, () => gone);
          }),
          ...report.suppressed.map(({ finding, reason, at }) => ({
            ...result(finding),
            suppressions: [
              {
                // In another file it is an entry of plumbline.yaml.
                kind: at.uri === finding.uri ? ('inSource' as const) : ('external' as const),
                location: location(at),
                ...(reason ? { justification: reason } : {}),
              },
            ],
          })),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A file that may be gone, by its name in the report. */
function fileOf(name: string): ArtifactLocation {
  return { uri: encodeURI(name), uriBaseId: '%SRCROOT%' };
}

/** Text in which no name of the project makes a link, as `[text](target)` in a plain message would (section 3.11.6). */
function plain(text: string): string {
  return text.replaceAll('](', '] (');
}

/** SARIF counts lines and columns from one; the end column is exclusive, as ours. */
function regionOf({ start, end }: Range): Region {
  return {
    startLine: start.line + 1,
    startColumn: start.character + 1,
    endLine: end.line + 1,
    endColumn: end.character + 1,
  };
}

function logical(finding: ReportFinding): Pick<Location, 'logicalLocations'> {
  if (!finding.resource) return {};
  const { logicalId, path, type } = finding.resource;
  return {
    logicalLocations: [
      { name: logicalId, fullyQualifiedName: path ?? logicalId, kind: 'resource', properties: { type } },
    ],
  };
}

/** What was looked for, and the one id that is no rule if it occurs. */
function descriptors(report: Report): ReportingDescriptor[] {
  const described: ReportingDescriptor[] = report.rules.map(rule => ({
    id: rule.id,
    shortDescription: { text: rule.docs.summary },
    fullDescription: { text: rule.docs.why.trim() },
    help: { text: `${rule.docs.summary}\n\n${rule.docs.why.trim()}`, markdown: ruleMarkdown(rule) },
    helpUri: docsUrl(rule.id),
    defaultConfiguration: { level: LEVELS[rule.severity], enabled: rule.profile !== 'strict' },
    properties: { tags: [rule.id.slice(0, rule.id.indexOf('/')), rule.profile] },
  }));
  const syntax = 'syntax/unreadable';
  if ([...report.findings, ...report.suppressed.map(s => s.finding)].some(f => f.rule === syntax))
    described.push({
      id: syntax,
      shortDescription: { text: 'The file can be read.' },
      help: { text: 'What can still be read is checked.', markdown: syntaxMarkdown },
      helpUri: docsUrl(syntax),
      defaultConfiguration: { level: 'error' },
    });
  return described;
}
