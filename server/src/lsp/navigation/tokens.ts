/** Colours of what a template says to CloudFormation: intrinsic functions, the names of the template, pseudo parameters. */
import { type SemanticTokens, SemanticTokensBuilder, type SemanticTokensLegend } from 'vscode-languageserver';
import type { Mentioned, NameKind, Place } from '../../frontends/template/symbols.ts';
import type { Session } from '../session.ts';
import { linesOf } from '../toProtocol.ts';
import { targetsOf } from './names.ts';
import { type View, projectViews, viewOf } from './views.ts';

export const LEGEND: SemanticTokensLegend = {
  tokenTypes: ['function', 'class', 'parameter', 'enum', 'enumMember', 'variable', 'property'],
  tokenModifiers: ['declaration', 'readonly', 'defaultLibrary'],
};

const TYPES: Readonly<Record<NameKind, string>> = {
  resource: 'class',
  parameter: 'parameter',
  mapping: 'enum',
  condition: 'enumMember',
  output: 'property',
  export: 'variable',
};

const DECLARATION = 1;
const PSEUDO = 2 | 4;

export function semanticTokens(session: Session, uri: string): SemanticTokens {
  const view = viewOf(session, uri);
  if (!view) return { data: [] };
  const found: { at: Place; type: string; modifiers: number }[] = [];
  const { declared, mentioned, functions } = view.symbols;
  for (const { at } of functions) found.push({ at, type: 'function', modifiers: 0 });
  for (const { at, kind } of declared) found.push({ at, type: TYPES[kind], modifiers: DECLARATION });
  const views = projectViews(session, view);
  for (const mention of mentioned) {
    const type = typeOf(view, views, mention);
    if (type) found.push({ at: mention.at, ...type });
    if (mention.attribute) found.push({ at: mention.attribute.at, type: 'property', modifiers: 0 });
  }
  const lines = linesOf(view.document);
  const builder = new SemanticTokensBuilder();
  let end = 0;
  for (const { at, type, modifiers } of found.sort((a, b) => a.at.start - b.at.start || b.at.end - a.at.end)) {
    const from = lines.position(at.start);
    // Tokens neither overlap nor go over lines.
    if (at.start < end || at.end <= at.start || lines.position(at.end).line !== from.line) continue;
    end = at.end;
    builder.push(from.line, from.character, at.end - at.start, LEGEND.tokenTypes.indexOf(type), modifiers);
  }
  return builder.build();
}

/** What a mention is of; null for names that are not known, which look like any other text. */
function typeOf(view: View, views: readonly View[], mention: Mentioned): { type: string; modifiers: number } | null {
  if (mention.name.startsWith('AWS::')) return { type: 'variable', modifiers: PSEUDO };
  const kind = targetsOf(view, views, mention)[0]?.declared.kind;
  return kind ? { type: TYPES[kind], modifiers: 0 } : null;
}
