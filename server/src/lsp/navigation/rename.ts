/**
 * Renaming what a template declares: every place that says the name, in all forms and in nested stacks, and nothing else.
 * What renaming means at the next deployment is said where it is more than another word.
 */
import {
  type AnnotatedTextEdit,
  type ChangeAnnotation,
  LSPErrorCodes,
  type Range,
  ResponseError,
  type TextDocumentEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import type { Mentioned, NameKind, Place } from '../../frontends/template/symbols.ts';
import { STATEFUL } from '../../rules/reliability/off-lifecycle.ts';
import { type EditAbilities, type Spelling, toRange } from '../toProtocol.ts';
import { type Target, declaredAt, mentionAt, occurrences, targetsAt, targetsOf } from './names.ts';
import type { View } from './views.ts';

/** What a declaration is called in messages. */
const KINDS: Readonly<Record<NameKind, string>> = {
  parameter: 'parameter',
  mapping: 'mapping',
  condition: 'condition',
  resource: 'resource',
  output: 'output',
  export: 'export',
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/resources-section-structure.html */
const LOGICAL_ID = /^[A-Za-z0-9]{1,255}$/;
/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/outputs-section-structure.html */
const EXPORT_NAME = /^[A-Za-z0-9:-]{1,255}$/;
/** Plain words that YAML reads as numbers, truth values or nothing. */
const NO_STRING = /^(?:\d[\d_]*|0x[\da-f]+|0o[0-7]+|\d+e\d+|true|false|yes|no|on|off|y|n|null)$/i;

/** What can be renamed at an offset, and how it is called now. */
export interface Renamable {
  readonly target: Target;
  /** The name under the cursor. */
  readonly at: Place;
  readonly name: string;
}

/** What would be renamed at an offset, or why nothing can be: a sentence for people. Null where there is no name at all. */
export function renamable(view: View, views: readonly View[], offset: number): Renamable | string | null {
  const declared = declaredAt(view, offset);
  const mention = declared ? null : mentionAt(view, offset);
  const at = (declared ?? mention)?.at;
  if (!at) return null;
  const [target, ...others] = targetsAt(view, views, offset);
  if (!target) return notDeclared(view, mention as Mentioned);
  const { name, kind } = target.declared;
  if (view.generated || target.view.generated)
    return 'This template is made by the CDK: rename the construct in the code.';
  if (/[$&]\{/.test(name))
    return kind === 'export'
      ? `The name of this export is put together of others: ${name}. Change its parts.`
      : `${name} is a name that a loop makes.`;
  if (others.length > 0) return `More than one template exports ${name}.`;
  const touched = new Set(occurrences(target, views).map(o => o.view));
  const broken = [...touched].find(v => v.problem !== null);
  if (broken) return `${fileName(broken.key)} can’t be read completely, so that mentions of ${name} may be missed.`;
  return { target, at, name };
}

function notDeclared(view: View, { name, kinds, via }: Mentioned): string {
  if (name.startsWith('AWS::')) return `${name} is a pseudo parameter of CloudFormation.`;
  if (via !== null) return `The template of the nested stack ${via} is not a file of this project.`;
  if (kinds.includes('export')) return `No template of this project exports ${name}.`;
  const maker = generatedOf(view, name);
  return maker ? `SAM makes ${name} of ${maker}: rename that.` : `${name} is declared nowhere in this template.`;
}

/** The edit that renames; an error with a sentence for people where it can't be done. */
export function rename(
  view: View,
  views: readonly View[],
  offset: number,
  newName: string,
  abilities: EditAbilities,
  spelling: Spelling & { versionOf(key: string): number | null },
): WorkspaceEdit | ResponseError<void> | null {
  const found = renamable(view, views, offset);
  if (found === null) return null;
  if (typeof found === 'string') return refusal(found);
  const { target } = found;
  const wrong = newName === target.declared.name ? null : problemWith(newName, target, views);
  if (wrong !== null) return refusal(wrong);
  const edits = new Map<View, Place[]>();
  for (const o of occurrences(target, views)) edits.set(o.view, [...(edits.get(o.view) ?? []), o.at]);
  edits.set(target.view, [...(edits.get(target.view) ?? []), ...generatedPlaces(target)]);
  const note = consequence(target, newName);
  if (note?.loses && !abilities.changeAnnotations)
    return refusal(`${note.description} This editor can’t ask for confirmation.`);
  const annotated = note !== null && abilities.documentChanges && abilities.changeAnnotations;
  const written = [...edits].map(([{ key, document }, places]) => ({
    uri: spelling.clientUri(key),
    version: spelling.versionOf(key),
    edits: places.map((place): { range: Range; newText: string } => ({
      range: toRange(document, place),
      newText: newName,
    })),
  }));
  if (!abilities.documentChanges) return { changes: Object.fromEntries(written.map(w => [w.uri, w.edits])) };
  const documentChanges = written.map(
    ({ uri, version, edits: plain }): TextDocumentEdit => ({
      textDocument: { uri, version },
      edits: annotated ? plain.map((e): AnnotatedTextEdit => ({ ...e, annotationId: 'rename' })) : plain,
    }),
  );
  if (!annotated) return { documentChanges };
  const { label, description } = note;
  const rename: ChangeAnnotation = { label, description, needsConfirmation: true };
  return { documentChanges, changeAnnotations: { rename } };
}

export function refusal(message: string): ResponseError<void> {
  return new ResponseError(LSPErrorCodes.RequestFailed, message);
}

function problemWith(newName: string, { view, declared }: Target, views: readonly View[]): string | null {
  const { kind } = declared;
  if (kind === 'export') {
    if (!EXPORT_NAME.test(newName)) return 'Names of exports have letters, digits, colons and hyphens only.';
    const taken = views.some(v => v.symbols.declared.some(d => d.kind === kind && d.name === newName));
    return taken ? `There is an export ${newName} already.` : null;
  }
  if (!LOGICAL_ID.test(newName)) return `The name of a ${KINDS[kind]} has letters and digits only, at most 255.`;
  if (!view.key.endsWith('.json') && NO_STRING.test(newName))
    return `YAML reads ${newName} as something else than a name.`;
  // `Ref` takes parameters and resources: they share their names.
  const rivals: readonly NameKind[] = kind === 'resource' || kind === 'parameter' ? ['resource', 'parameter'] : [kind];
  const rival = view.symbols.declared.find(d => rivals.includes(d.kind) && d.name === newName);
  return rival ? `There is a ${KINDS[rival.kind]} ${newName} already.` : null;
}

/** What renaming does at the next deployment. */
function consequence(
  { declared: { kind, name, type } }: Target,
  newName: string,
): { readonly label: string; readonly description: string; readonly loses: boolean } | null {
  if (newName === name) return null;
  if (kind === 'resource') {
    const loses = type !== null && STATEFUL[type] !== undefined;
    const replaced = `CloudFormation takes ${newName} for another resource: it creates that and deletes ${name}${type === null ? '' : ` (${type})`}.`;
    return {
      label: `Rename ${name} to ${newName}: this replaces the resource`,
      description: loses ? `${replaced} What is in it is lost, unless you keep it.` : replaced,
      loses,
    };
  }
  if (kind === 'export')
    return {
      label: `Rename the export ${name} to ${newName}`,
      description: `CloudFormation refuses to take ${name} away while a deployed stack imports it.`,
      loses: false,
    };
  return null;
}

/** The resource of SAM's that a logical ID is made of: `ApiFunctionRole` of `ApiFunction`. The longest name counts. */
function generatedOf({ symbols }: View, name: string): string | null {
  const makers = symbols.declared.filter(
    d => d.kind === 'resource' && d.type?.startsWith('AWS::Serverless::') && isMadeOf(name, d.name),
  );
  return makers.sort((a, b) => b.name.length - a.name.length)[0]?.name ?? null;
}

function isMadeOf(name: string, maker: string): boolean {
  return name.startsWith(maker) && /^[A-Z]/.test(name.slice(maker.length));
}

/** Where resources are mentioned that SAM makes of a renamed one: their names begin with its name. */
function generatedPlaces({ view, declared }: Target): Place[] {
  if (declared.kind !== 'resource' || !declared.type?.startsWith('AWS::Serverless::')) return [];
  return view.symbols.mentioned
    .filter(m => m.via === null && m.kinds.includes('resource') && targetsOf(view, [view], m).length === 0)
    .filter(m => generatedOf(view, m.name) === declared.name)
    .map(({ at }) => ({ start: at.start, end: at.start + declared.name.length }));
}

function fileName(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}
