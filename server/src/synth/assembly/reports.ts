/**
 * What other validators found when the app was synthesized: the built-in one of the CDK, cdk-nag, Guard, plugins. Reads
 * `validation-report.json` (since 2.258) and the older `policy-validation-report.json`.
 */
import { type Fields, field, fields, list, text, texts } from './json.ts';

/** The names of the reports, the newer one first. */
export const REPORTS = ['validation-report.json', 'policy-validation-report.json'] as const;

/** Annotations, which the metadata has with their own places. */
const ANNOTATIONS = /^Construct Annotations$/i;
const MAX_VIOLATIONS = 20_000;

/** One rule broken by one construct. */
export interface Violation {
  readonly tool: string;
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information';
  /** What is wrong, and what to do where the tool says so. */
  readonly message: string;
  /** The construct path, or null. */
  readonly construct: string | null;
  /** The template's file name as the report has it, and the logical ID in it. */
  readonly template: string | null;
  readonly logicalId: string | null;
  /** Paths of properties: `['Properties', 'Runtime']`. One empty path when it is about the whole resource. */
  readonly properties: readonly (readonly string[])[];
  /** Frames by stack: of the creation, then of changes. */
  readonly stacks: readonly (readonly string[])[];
}

/** All violations in a report, one for each construct. What was acknowledged is not among them. */
export function readReport(report: unknown): Violation[] {
  const found: Violation[] = [];
  for (const plugin of list(field(report, 'pluginReports'))) {
    const tool =
      text(field(plugin, 'pluginName')) ?? text(field(field(plugin, 'summary'), 'pluginName')) ?? 'validator';
    if (ANNOTATIONS.test(tool)) continue;
    for (const violation of list(field(plugin, 'violations'))) {
      const rule = text(field(violation, 'ruleName'));
      const description = text(field(violation, 'description'));
      if (rule === null || description === null) continue;
      const fix = text(field(violation, 'suggestedFix')) ?? text(field(violation, 'fix'));
      for (const construct of list(field(violation, 'violatingConstructs'))) {
        if (found.length >= MAX_VIOLATIONS) return found;
        found.push({
          tool,
          rule,
          severity: severityOf(violation),
          message: message(description, fix),
          ...at(construct),
        });
      }
    }
  }
  return found;
}

function at(construct: unknown): Pick<Violation, 'construct' | 'template' | 'logicalId' | 'properties' | 'stacks'> {
  const resource: Fields = fields(field(construct, 'cloudFormationResource'));
  const locations = texts(resource.propertyPaths ?? field(construct, 'locations'));
  return {
    construct: text(field(construct, 'constructPath')) || null,
    template: text(resource.templatePath ?? field(construct, 'templatePath')),
    logicalId: text(resource.logicalId ?? field(construct, 'resourceLogicalId')),
    properties: locations.length > 0 ? locations.map(propertyPath) : [[]],
    stacks: texts(field(construct, 'stackTraces')).map(stack => stack.split('\n')),
  };
}

/** `Properties.Tags[0].Key`, `Properties/Tags/0/Key`, `/Resources/X/Properties/Tags/0/Key` → Properties, Tags, 0, Key. */
function propertyPath(location: string): readonly string[] {
  const segments = location.split(/[./[\]]+/).filter(segment => segment !== '');
  const start = segments.indexOf('Properties');
  return start < 0 ? [] : segments.slice(start, start + 32);
}

function severityOf(violation: unknown): Violation['severity'] {
  const named = text(field(violation, 'severity'))?.toLowerCase();
  const severity = named === 'custom' ? text(field(violation, 'customSeverity'))?.toLowerCase() : named;
  // Without one it fails the synthesis.
  if (!severity) return 'error';
  if (/^(fatal|error|critical|high)$/.test(severity)) return 'error';
  return /^(info|informational|information|note|low)$/.test(severity) ? 'information' : 'warning';
}

function message(description: string, fix: string | null): string {
  const said = description.trim();
  if (fix === null || fix.trim() === '' || said.includes(fix.trim())) return said;
  return `${said}${/[.!?]$/.test(said) ? '' : '.'} ${fix.trim()}`;
}
