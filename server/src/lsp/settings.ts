/**
 * The settings, described once: the manifest's `contributes.configuration`, the page of the manual and the values that
 * the server works with all come from the list below.
 */
import { type RuleSettings, defaultSettings } from '../core/engine.ts';
import { SEVERITIES, type Severity } from '../core/finding.ts';
import type { Profile } from '../core/rule.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export interface SettingDescriptor {
  /** The whole name, `plumbline.diagnostics.delay`. */
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'number' | 'integer' | 'array' | 'object';
  readonly default: Json;
  /** `resource`: may differ by workspace folder; `window`: one for the window; `machine`: no workspace may set it. */
  readonly scope: 'resource' | 'window' | 'machine';
  readonly markdownDescription: string;
  /** Further keywords of JSON Schema: `enum`, `items`, `minimum` … */
  readonly schema?: Readonly<Record<string, Json>>;
}

const severityNames: readonly string[] = [...SEVERITIES, 'off'];

export const settingDescriptors: readonly SettingDescriptor[] = [
  {
    key: 'plumbline.enable',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription:
      'Whether Plumbline reads the files of this folder. If not, it has no findings, and none of its CDK apps is run.',
  },
  {
    key: 'plumbline.profiles',
    type: 'array',
    default: ['recommended'],
    scope: 'resource',
    markdownDescription:
      'The sets of rules that are on. `recommended` holds what nearly every project wants; `strict` adds rules for teams that ask for more. What `plumbline.yaml` says under `rule_set` goes before this. Single rules are switched with `#plumbline.rules#`.',
    schema: {
      uniqueItems: true,
      items: {
        type: 'string',
        enum: ['recommended', 'strict'],
        enumDescriptions: ['What nearly every project wants.', 'More, for teams that ask for it.'],
      },
    },
  },
  {
    key: 'plumbline.rules',
    type: 'object',
    default: {},
    scope: 'resource',
    markdownDescription:
      'Severity by rule (`"kms/unrotated-key": "error"`) or family (`"naming/*": "off"`); the more exact name wins. `off` switches off; any severity switches on, also what no profile has. What `plumbline.yaml` says under `rules` goes before this, so that everybody and the pipeline see the same.',
    schema: {
      additionalProperties: false,
      patternProperties: { '^[a-z0-9-]+/([a-z0-9-]+|\\*)$': { type: 'string', enum: severityNames } },
    },
  },
  {
    key: 'plumbline.exclude',
    type: 'array',
    default: [],
    scope: 'resource',
    markdownDescription:
      'Globs of files that Plumbline does not read, relative to the workspace folder: `legacy/**`, `**/*.generated.yaml`. `node_modules`, `cdk.out` (`cdk.out.prod`, too), `.git`, `dist`, `build`, `coverage`, `.aws-sam`, snapshots of tests and the environments of Python are never read.',
    schema: { items: { type: 'string' } },
  },
  {
    key: 'plumbline.baseline.show',
    type: 'string',
    default: 'hidden',
    scope: 'resource',
    markdownDescription:
      'How findings are shown that `.plumbline-baseline.json` in the workspace folder has accepted. The command *Accept all current findings as the baseline* writes that file.',
    schema: {
      enum: ['hidden', 'hint', 'all'],
      enumDescriptions: ['Not at all.', 'As hints, whatever their severity.', 'Like all others.'],
    },
  },
  {
    key: 'plumbline.onlyChanged',
    type: 'boolean',
    default: false,
    scope: 'resource',
    markdownDescription:
      'Whether only those findings are shown that stand on lines which differ from the last commit, or that were not there at it. This asks git, so it is for trusted workspaces.',
  },
  {
    key: 'plumbline.diagnostics.delay',
    type: 'integer',
    default: 150,
    scope: 'window',
    markdownDescription:
      'How long Plumbline waits after a keystroke before it looks again, in milliseconds. More is calmer and spares the battery.',
    schema: { minimum: 0, maximum: 5000 },
  },
  {
    key: 'plumbline.liveSynth.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription:
      'Whether the CDK apps of a trusted workspace are run in a sandbox as you type, so that findings come from the exact template. The sandbox has no network, no credentials and nowhere to write; the status item says what guards it. Off: the same rules work on what can be read.',
  },
  {
    key: 'plumbline.liveSynth.node',
    type: 'string',
    default: '',
    scope: 'machine',
    markdownDescription:
      'The program `node` that runs CDK apps, as an absolute path. Empty: the one on the `PATH` if it is 22.15 or newer, otherwise the one that runs Plumbline.',
  },
  {
    key: 'plumbline.liveSynth.allow',
    type: 'array',
    default: [],
    scope: 'resource',
    markdownDescription:
      'What CDK apps may do beside what the sandbox lets every app do: `read:/path` to read a file or a folder outside of the workspace folder, `env:NAME` to see an environment variable. You are asked when an app needs one; the answer is kept here.',
    schema: { uniqueItems: true, items: { type: 'string', pattern: '^(read|env):.+' } },
  },
  {
    key: 'plumbline.liveSynth.timeout',
    type: 'number',
    default: 10,
    scope: 'resource',
    markdownDescription:
      'How long one run of a CDK app may take before it is stopped, in seconds; the first one, which loads the library, three times as long.',
    schema: { minimum: 1, maximum: 120 },
  },
  {
    key: 'plumbline.codeLens.enabled',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription: 'Whether code lenses are shown at all. The settings below switch single ones off.',
  },
  {
    key: 'plumbline.codeLens.resources',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription:
      'Whether constructs that create more than one resource say above themselves how many (this needs live synth).',
  },
  {
    key: 'plumbline.codeLens.findings',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription:
      'Whether the resources of a template, and stacks in code, say above themselves how many findings there are.',
  },
  {
    key: 'plumbline.codeLens.requirements',
    type: 'boolean',
    default: true,
    scope: 'resource',
    markdownDescription:
      'Whether requirements in `plumbline.yaml`, and the lines of the documents that they cite, say above themselves how things stand.',
  },
  {
    key: 'plumbline.navigation',
    type: 'string',
    default: 'auto',
    scope: 'window',
    markdownDescription:
      'Whether Plumbline completes names in templates, explains them, and outlines, folds and colours templates. Definitions, references, renaming and findings are there in any case. Takes effect when the window is loaded again.',
    schema: {
      enum: ['auto', 'on', 'off'],
      enumDescriptions: [
        'Unless the AWS Toolkit is installed, which does it, too.',
        'Always; with the AWS Toolkit some things are shown twice.',
        'Never.',
      ],
    },
  },
  {
    key: 'plumbline.iam.inlayHints',
    type: 'boolean',
    default: false,
    scope: 'resource',
    markdownDescription: 'Whether patterns of IAM actions say how many actions they stand for: `s3:Get* ⟨63⟩`.',
  },
  {
    key: 'plumbline.trace.server',
    type: 'string',
    default: 'off',
    scope: 'window',
    markdownDescription:
      'What is written to the output channel of the messages between the editor and the language server. With anything but `off`, what each rule took is written, too. For a bug report, *Plumbline: Diagnose* is usually enough.',
    schema: {
      enum: ['off', 'messages', 'verbose'],
      enumDescriptions: ['Nothing.', 'That there were messages, and how long each took.', 'The messages, whole.'],
    },
  },
];

/** The settings of one folder as the server works with them. */
export interface Settings {
  readonly enable: boolean;
  readonly rules: RuleSettings;
  readonly exclude: readonly string[];
  /** How what the baseline has accepted is shown. */
  readonly baseline: 'hidden' | 'hint' | 'all';
  /** Whether only what differs from the last commit is shown. */
  readonly onlyChanged: boolean;
  /** Milliseconds. */
  readonly delay: number;
  readonly liveSynth: LiveSynthSettings;
  /** Which code lenses are shown. */
  readonly lenses: { readonly resources: boolean; readonly findings: boolean; readonly requirements: boolean };
  /** Whether patterns of IAM actions say how many they are. */
  readonly inlayHints: boolean;
  /** Whether the time of each rule is told. */
  readonly trace: boolean;
}

/** How the CDK apps of one folder are run. */
export interface LiveSynthSettings {
  readonly enabled: boolean;
  /** The program, or empty to look for one. */
  readonly node: string;
  /** `read:/path`, `env:NAME`. */
  readonly allow: readonly string[];
  /** Seconds. */
  readonly timeout: number;
}

/** The defaults of the descriptors, as `readSettings` gives them for an empty section. */
export const defaults: Settings = readSettings(undefined);

/** Reads the `plumbline` section as a client sends it. What has the wrong type counts as not set. */
export function readSettings(section: unknown): Settings {
  const value = (key: string): unknown => {
    let current: unknown = section;
    for (const part of key.split('.').slice(1)) {
      if (typeof current !== 'object' || current === null) return undefined;
      current = (current as Record<string, unknown>)[part];
    }
    return current;
  };
  const read = <T extends Json>(key: string, accept: (v: unknown) => v is T): T => {
    const given = value(key);
    return accept(given) ? given : (settingDescriptors.find(d => d.key === key)?.default as T);
  };
  const isStrings = (v: unknown): v is string[] => Array.isArray(v) && v.every(i => typeof i === 'string');
  const isBoolean = (v: unknown): v is boolean => typeof v === 'boolean';
  const isObject = (v: unknown): v is Record<string, Json> => typeof v === 'object' && v !== null && !Array.isArray(v);
  const chosen = read('plumbline.profiles', isStrings);
  const profiles: Profile[] = [];
  // Strict stands on recommended: nobody who asks for more wants to lose what everybody gets.
  if (chosen.includes('recommended') || chosen.includes('strict')) profiles.push('recommended');
  if (chosen.includes('strict')) profiles.push('strict');
  profiles.push(...defaultSettings.profiles.filter(p => p === 'requirement'));
  const severities: Record<string, Severity | 'off'> = {};
  for (const [rule, severity] of Object.entries(read('plumbline.rules', isObject)))
    if (typeof severity === 'string' && severityNames.includes(severity)) severities[rule] = severity as Severity;
  const isWithin = (least: number, most: number) => {
    return (v: unknown): v is number => typeof v === 'number' && v >= least && v <= most;
  };
  const lens = (key: string) => read('plumbline.codeLens.enabled', isBoolean) && read(key, isBoolean);
  return {
    enable: read('plumbline.enable', isBoolean),
    rules: { profiles, severities },
    exclude: read('plumbline.exclude', isStrings),
    baseline: read('plumbline.baseline.show', (v): v is Settings['baseline'] =>
      ['hidden', 'hint', 'all'].includes(String(v)),
    ),
    onlyChanged: read('plumbline.onlyChanged', isBoolean),
    delay: read('plumbline.diagnostics.delay', isWithin(0, 5000)),
    liveSynth: {
      enabled: read('plumbline.liveSynth.enabled', isBoolean),
      node: read('plumbline.liveSynth.node', (v): v is string => typeof v === 'string'),
      allow: read('plumbline.liveSynth.allow', isStrings),
      timeout: read('plumbline.liveSynth.timeout', isWithin(1, 120)),
    },
    lenses: {
      resources: lens('plumbline.codeLens.resources'),
      findings: lens('plumbline.codeLens.findings'),
      requirements: lens('plumbline.codeLens.requirements'),
    },
    inlayHints: read('plumbline.iam.inlayHints', isBoolean),
    trace: read('plumbline.trace.server', (v): v is string => typeof v === 'string') !== 'off',
  };
}

/** The manifest's `contributes.configuration`. */
export function generateManifest(): {
  readonly title: string;
  readonly properties: Readonly<Record<string, Readonly<Record<string, Json>>>>;
} {
  return {
    title: 'Plumbline',
    properties: Object.fromEntries(
      settingDescriptors.map(({ key, schema, ...rest }, order) => [key, { order, ...rest, ...schema }]),
    ),
  };
}

const SCOPES = {
  resource: 'May differ by workspace folder',
  window: 'One value for the window',
  machine: 'One value for the machine; workspaces cannot set it',
} as const;

/** The page `docs/settings.md`. */
export function generateSettingsPage(): string {
  const sections = settingDescriptors.map(d => {
    const description = d.markdownDescription.replace(
      /`#([\w.]+)#`/g,
      (_, key: string) => `[\`${key}\`](#${anchor(key)})`,
    );
    const allowed = (d.schema?.enum ?? (d.schema?.items as { readonly enum?: Json } | undefined)?.enum) as
      | readonly string[]
      | undefined;
    return [
      `## \`${d.key}\``,
      '',
      description,
      '',
      `- Type: ${d.type}${allowed ? `, of ${allowed.map(a => `\`"${a}"\``).join(', ')}` : ''}`,
      `- Default: \`${JSON.stringify(d.default)}\``,
      `- ${SCOPES[d.scope]}`,
      '',
    ].join('\n');
  });
  return [
    '# Settings',
    '',
    'Generated by `npm run generate` from `server/src/lsp/settings.ts`; edit that file, not this one.',
    '',
    ...sections,
  ].join('\n');
}

function anchor(heading: string): string {
  return heading.toLowerCase().replace(/[^a-z0-9-]/g, '');
}
