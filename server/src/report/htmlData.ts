/** What the script of the report page is given: the findings in a compact form, and what is said of rules only once. */
import type { Severity } from '../core/finding.ts';
import { docsUrl } from './docs.ts';
import { EFFORTS } from './effort.ts';
import type { Place, Report, ReportFinding } from './report.ts';

export interface PageData {
  readonly docs: string;
  /** `[name, uri]`; findings name them by index. */
  readonly files: readonly (readonly [string, string])[];
  /** By id: what should be so, why, and what other tools call it. */
  readonly rules: Readonly<Record<string, { readonly summary: string; readonly why: string; readonly peers: string }>>;
  /** Names of requirements that are violated; findings name them by index. */
  readonly requirements: readonly string[];
  readonly stacks: readonly string[];
  readonly findings: readonly PageFinding[];
  /** What people call those that are accepted. */
  readonly acceptedAs: string;
}

/** What is empty is left out: with thousands of findings that is most of the page. */
export interface PageFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: number;
  /** Start line and character, end line and character, from zero. */
  readonly at: readonly [number, number, number, number];
  readonly resource?: string;
  readonly type?: string;
  readonly stack?: number;
  readonly synth?: true;
  readonly blocks?: true;
  readonly isNew?: true;
  /** It counts for nothing and is hidden unless asked for. */
  readonly accepted?: true;
  readonly requirements?: readonly number[];
  /** The quote of the requirement and where it is. */
  readonly asked?: readonly [string, string];
  /** Its index in `EFFORTS`, and why. */
  readonly effort: readonly [number, string];
  readonly fix?: readonly [string, string];
  readonly excerpt?: string;
  readonly related?: readonly (readonly [string, number, PageFinding['at']])[];
}

/** The data of a page. */
export function pageData(report: Report): PageData {
  const files = new Interned<Place>(place => place.uri);
  const stacks = new Interned<string>(name => name);
  const broken = report.requirements.filter(r => r.findings.length > 0);
  const names = [...new Set(broken.map(r => r.name))];
  const byKey = new Map<string, Set<number>>();
  for (const { name, findings } of broken)
    for (const key of findings) byKey.set(key, (byKey.get(key) ?? new Set()).add(names.indexOf(name)));
  const short = (f: ReportFinding): PageFinding => {
    const requirements = byKey.get(f.key);
    return {
      rule: f.rule,
      severity: f.severity,
      message: f.message,
      file: files.index(f),
      at: placed(f),
      ...(f.resource ? { resource: f.resource.path ?? f.resource.logicalId, type: f.resource.type } : {}),
      ...(f.stack === null ? {} : { stack: stacks.index(f.stack) }),
      ...(f.evidence === 'synth' && f.resource ? { synth: true } : {}),
      ...(f.blocks ? { blocks: true } : {}),
      ...(f.isNew ? { isNew: true } : {}),
      ...(requirements ? { requirements: [...requirements] } : {}),
      ...(f.requirement ? { asked: [f.requirement.quote, `${f.requirement.file}:${f.requirement.line}`] } : {}),
      effort: [EFFORTS.indexOf(f.effort.level), f.effort.reason],
      ...(f.fix ? { fix: [f.fix.title, f.fix.safety] } : {}),
      ...(f.excerpt.trim() === '' ? {} : { excerpt: f.excerpt }),
      ...(f.related.length === 0
        ? {}
        : { related: f.related.map(r => [r.message, files.index(r), placed(r)] as const) }),
    };
  };
  const findings = [
    ...report.findings.map(short),
    ...report.accepted.map((f): PageFinding => ({ ...short(f), accepted: true })),
  ];
  const used = new Set(findings.map(f => f.rule));
  return {
    docs: docsUrl('').replace(/\.md$/, ''),
    files: files.values.map(({ file, uri }) => [file, uri]),
    rules: Object.fromEntries(
      report.rules
        .filter(rule => used.has(rule.id))
        .map(({ id, docs }) => [
          id,
          { summary: docs.summary, why: docs.why.trim(), peers: (docs.peers ?? []).join(', ') },
        ]),
    ),
    requirements: names,
    stacks: stacks.values,
    findings,
    acceptedAs: report.acceptedAs,
  };
}

function placed({ range: { start, end } }: Place): PageFinding['at'] {
  return [start.line, start.character, end.line, end.character];
}

class Interned<T> {
  readonly values: T[] = [];
  readonly #indexes = new Map<string, number>();
  readonly #keyOf: (value: T) => string;

  constructor(keyOf: (value: T) => string) {
    this.#keyOf = keyOf;
  }

  index(value: T): number {
    const key = this.#keyOf(value);
    const known = this.#indexes.get(key);
    if (known !== undefined) return known;
    this.#indexes.set(key, this.values.length);
    return this.values.push(value) - 1;
  }
}
