/** Which declaration a name in a template means, and everything that means a declaration: through all forms and files. */
import type { Declared, Mentioned, NameKind, Place } from '../../frontends/template/symbols.ts';
import { type View, isAt } from './views.ts';

/** A declaration with the template that it stands in. */
export interface Target {
  readonly view: View;
  readonly declared: Declared;
}

/** A place that says a name: where it is declared, or mentioned. */
export interface Occurrence {
  readonly view: View;
  readonly at: Place;
  readonly declares: boolean;
}

/** The mention at an offset; of several the shortest, as `${Nested.Outputs.Name}` has one in the other's attribute. */
export function mentionAt({ symbols }: View, offset: number): Mentioned | null {
  const here = symbols.mentioned.filter(m => isAt(m.at, offset));
  return here.sort((a, b) => a.at.end - a.at.start - (b.at.end - b.at.start))[0] ?? null;
}

/** The mention whose attribute is at an offset. */
export function attributeAt({ symbols }: View, offset: number): Mentioned | null {
  return symbols.mentioned.find(m => m.attribute && isAt(m.attribute.at, offset)) ?? null;
}

export function declaredAt({ symbols }: View, offset: number): Declared | null {
  return symbols.declared.find(d => isAt(d.at, offset)) ?? null;
}

/** The declarations at an offset: the one that stands there, or those that the name there means. */
export function targetsAt(view: View, views: readonly View[], offset: number): Target[] {
  const declared = declaredAt(view, offset);
  if (declared) return [{ view, declared }];
  const mention = mentionAt(view, offset);
  return mention ? targetsOf(view, views, mention) : [];
}

/** What a mention means; several only for imports of what more than one template exports. */
export function targetsOf(view: View, views: readonly View[], mention: Mentioned): Target[] {
  if (mention.kinds.includes('export'))
    return views.flatMap(other => declaredIn(other, ['export'], d => sameExport(d.name, mention.name)));
  const home = mention.via === null ? view : nestedView(view, views, mention.via);
  return home ? declaredIn(home, mention.kinds, d => d.name === mention.name).slice(0, 1) : [];
}

/** All places that say the name of a declaration, itself included, in the order of the files. */
export function occurrences({ view, declared }: Target, views: readonly View[]): Occurrence[] {
  const isMeant = (other: View, m: Mentioned) => {
    if (!m.kinds.includes(declared.kind)) return false;
    if (declared.kind === 'export') return sameExport(declared.name, m.name);
    if (m.name !== declared.name) return false;
    if (m.via !== null) return other.nested.get(m.via) === view.key;
    // Of a name that is both, a mention means the first that `targetsOf` finds.
    return other === view && targetsOf(view, views, m)[0]?.declared === declared;
  };
  const mentions = views.flatMap(other =>
    other.symbols.mentioned
      .filter(m => isMeant(other, m))
      .map(({ at }): Occurrence => ({ view: other, at, declares: false })),
  );
  return [{ view, at: declared.at, declares: true }, ...mentions];
}

export function nestedView(view: View, views: readonly View[], logicalId: string): View | null {
  const uri = view.nested.get(logicalId);
  return views.find(v => v.key === uri) ?? null;
}

function declaredIn(view: View, kinds: readonly NameKind[], test: (declared: Declared) => boolean): Target[] {
  return view.symbols.declared.filter(d => kinds.includes(d.kind) && test(d)).map(declared => ({ view, declared }));
}

/** Whether an import may mean an export: what is filled in may be called otherwise in each template. */
function sameExport(one: string, other: string): boolean {
  return one === other || withoutHoles(one) === withoutHoles(other);
}

function withoutHoles(name: string): string {
  return name.replace(/\$\{[^{}]*\}/g, '${}');
}
