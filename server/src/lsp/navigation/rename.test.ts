/** Laws of names in templates, on templates made by chance: what is renamed there and back is as it was. */
import fc from 'fast-check';
import type { TextDocumentEdit, WorkspaceEdit } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, it } from 'vitest';
import type { TemplateBody } from '../../frontends/template/body.ts';
import { templateFrontend } from '../../frontends/template/index.ts';
import { declaredAt, occurrences, targetsOf } from './names.ts';
import { rename } from './rename.ts';
import { type View, moved } from './views.ts';

const able = { documentChanges: true, create: true, changeAnnotations: true };
const spelling = { clientUri: (key: string) => key, versionOf: () => 1 };

function view(text: string, key = 'file:///app/a.yaml'): View {
  const document = { uri: key, version: 1, text };
  const facts = templateFrontend.read(document);
  const { symbols } = facts.body as TemplateBody;
  const problem = facts.problems[0]?.message ?? null;
  return { key, document, symbols, nested: new Map(), problem, paths: new Map(), generated: false };
}

function renamed(text: string, key: string, from: string, to: string): string {
  const one = view(text, key);
  const declared = one.symbols.declared.find(d => d.name === from);
  if (!declared) throw new Error(`${from} is not declared`);
  const edit = rename(one, [one], declared.at.start, to, able, spelling) as WorkspaceEdit;
  const change = (edit.documentChanges as TextDocumentEdit[])[0] as TextDocumentEdit;
  return TextDocument.applyEdits(TextDocument.create(key, 'yaml', 1, text), change.edits as []);
}

/** A mention of a name in one of the forms of YAML; `@` is the name. */
const yamlForms = [
  '!Ref @',
  '!Ref "@"',
  "{ Ref: '@' }",
  '!GetAtt @.Arn',
  '!GetAtt [@, Arn]',
  'Fn::GetAtt: ["@", Arn]',
  '!Sub "a-${@}-${ @.Arn }-${AWS::Region}-@-${!@}"',
  "!Sub 'it''s ${@}'",
  '!Sub "tab\\t${@}\\u00e9${@.Arn}"',
  '!Sub [ "${@}${Own}", { Own: !Ref @ } ]',
  '!Sub |\n        first @ ${@}\n          second ${@.Arn}\n',
  '!Sub >-\n        folded ${@}\n        on ${@}\n',
  'plain @',
  '!Join ["", [!Ref @, { "Fn::Sub": "${@}" }]]',
] as const;
const jsonForms = [
  '{ "Ref": "@" }',
  '{ "Fn::GetAtt": ["@", "Arn"] }',
  '{ "Fn::Sub": "\\u0041\\"${@}\\" ${@.Arn} ${!@}" }',
  '{ "Fn::Sub": ["${@}", { "X": { "Ref": "@" } }] }',
  '"@"',
] as const;

const yaml = fc.array(fc.constantFrom(...yamlForms), { minLength: 1, maxLength: 8 }).map(forms => {
  const values = forms.map((f, i) => `      P${i}: ${f.startsWith('Fn::') ? `{ ${f} }` : f}`.replaceAll('@', 'Orders'));
  return `Resources:
  Orders:
    Type: AWS::DynamoDB::Table
  "Jobs":
    Type: AWS::SQS::Queue
    DependsOn: [Orders]
    Properties:
${values.join('\n')}
`;
});
const json = fc.array(fc.constantFrom(...jsonForms), { minLength: 1, maxLength: 8 }).map(forms => {
  const values = forms.map((f, i) => `"P${i}": ${f}`.replaceAll('@', 'Orders'));
  return `{ "Resources": { "Orders": { "Type": "AWS::DynamoDB::Table" },
  "Jobs": { "Type": "AWS::SQS::Queue", "DependsOn": "Orders", "Properties": { ${values.join(', ')} } } } }`;
});
const templates = fc.oneof(
  yaml.map(text => ({ text, key: 'file:///app/a.yaml' })),
  json.map(text => ({ text, key: 'file:///app/a.json' })),
);

it('there and back is the same text, and nothing means the old name in between', () => {
  fc.assert(
    fc.property(templates, ({ text, key }) => {
      const there = renamed(text, key, 'Orders', 'Ab1');
      const { symbols, problem } = view(there, key);
      expect(problem).toBeNull();
      expect(symbols.mentioned.filter(m => m.name === 'Orders')).toEqual([]);
      expect(symbols.mentioned.map(m => m.name)).toEqual(
        view(text, key).symbols.mentioned.map(m => (m.name === 'Orders' ? 'Ab1' : m.name)),
      );
      expect(renamed(there, key, 'Ab1', 'Orders')).toBe(text);
    }),
    { numRuns: 150 },
  );
});

it('what a mention means is called so, where both stand', () => {
  fc.assert(
    fc.property(templates, ({ text, key }) => {
      const one = view(text, key);
      for (const mention of one.symbols.mentioned) {
        expect(text.slice(mention.at.start, mention.at.end)).toBe(mention.name);
        if (mention.attribute) expect(text.slice(mention.attribute.at.start, mention.attribute.at.end)).toBe('Arn');
        const [target] = targetsOf(one, [one], mention);
        if (mention.name !== 'AWS::Region') expect(target?.declared.name).toBe(mention.name);
        if (!target) continue;
        expect(text.slice(target.declared.at.start, target.declared.at.end)).toBe(mention.name);
        expect(occurrences(target, [one]).some(o => o.at.start === mention.at.start)).toBe(true);
        expect(declaredAt(one, target.declared.at.start)).toBe(target.declared);
      }
    }),
    { numRuns: 150 },
  );
});

it('names of before an edit are where they are after it, or left out', () => {
  fc.assert(
    fc.property(templates, fc.nat(), fc.nat(12), fc.string({ maxLength: 8 }), ({ text, key }, at, gone, typed) => {
      const start = at % (text.length + 1);
      const after = text.slice(0, start) + typed + text.slice(start + gone);
      const { declared, mentioned } = moved({ text, symbols: view(text, key).symbols }, after);
      for (const { at: place, name } of [...declared, ...mentioned])
        expect(after.slice(place.start, place.end)).toBe(name);
    }),
    { numRuns: 300 },
  );
});

it('never throws on half a template', () => {
  fc.assert(
    fc.property(templates, fc.nat(), ({ text, key }, at) => {
      const half = view(text.slice(0, at % (text.length + 1)), key);
      for (const { at: place } of half.symbols.mentioned)
        expect(place.end).toBeLessThanOrEqual(half.document.text.length);
    }),
    { numRuns: 150 },
  );
});
