/**
 * The injection grammars, in the engine that the editor uses. The languages that they are injected into are not ours: small
 * ones stand in for them that know comments, strings and a keyword.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { OnigScanner, OnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, type IGrammar, Registry, parseRawGrammar } from 'vscode-textmate';
import manifest from '../package.json' with { type: 'json' };

const root = path.join(import.meta.dirname, '..');
const { grammars } = manifest.contributes;

const strings = ['"', "'"].map(quote => ({ name: 'string.quoted', begin: quote, end: quote }));
const HOSTS: Readonly<Record<string, readonly object[]>> = {
  'source.yaml': [{ name: 'comment.line', begin: '#', end: '$' }, ...strings],
  'source.ts': [{ name: 'comment.line', begin: '//', end: '$' }, ...strings],
  'source.js': [{ name: 'storage.js', match: '\\b(const|exports)\\b' }, ...strings],
  'source.python': [{ name: 'storage.python', match: '\\b(def|import)\\b' }, ...strings],
};

const loaded = new Map<string, IGrammar>();
beforeAll(async () => {
  const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
  await loadWASM(readFileSync(wasm));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: patterns => new OnigScanner(patterns),
      createOnigString: text => new OnigString(text),
    }),
    loadGrammar: async scopeName => {
      const file = grammars.find(g => g.scopeName === scopeName)?.path;
      const text = file
        ? readFileSync(path.join(root, file), 'utf8')
        : JSON.stringify({ scopeName, patterns: HOSTS[scopeName] ?? [] });
      return parseRawGrammar(text, `${scopeName}.json`);
    },
    getInjections: scopeName => grammars.filter(g => g.injectTo.includes(scopeName)).map(g => g.scopeName),
  });
  for (const scope of Object.keys(HOSTS)) loaded.set(scope, (await registry.loadGrammar(scope)) as IGrammar);
});

/** `text → scope` for each piece of the lines that gets a scope of ours, or one of an embedded language. */
function scopes(text: string, language = 'source.yaml'): string[] {
  const found: string[] = [];
  let stack = INITIAL;
  for (const line of text.split('\n')) {
    const { tokens, ruleStack } = (loaded.get(language) as IGrammar).tokenizeLine(line, stack);
    stack = ruleStack;
    for (const { startIndex, endIndex, scopes: all } of tokens) {
      const own = all.findLast(scope => /plumbline$|^storage\./.test(scope));
      if (own) found.push(`${line.slice(startIndex, endIndex)} → ${own}`);
    }
  }
  return found;
}

describe('intrinsics in YAML', () => {
  it('marks the short forms, and nothing that only looks like one', () => {
    expect(scopes('Key: !GetAtt Orders.Arn')).toEqual([
      '! → punctuation.definition.function.plumbline',
      'GetAtt → support.function.intrinsic.plumbline',
    ]);
    expect(scopes('Key: [!Ref A, !Ref B]')).toHaveLength(4);
    expect(scopes('Key: !Reference A')).toEqual([]);
    expect(scopes('Key: Hey!Ref')).toEqual([]);
    expect(scopes('# Key: !Ref A')).toEqual([]);
  });
  it('marks what Fn::Sub fills in, and what it leaves alone', () => {
    expect(scopes('arn:${AWS::Partition}:s3:::${Bucket.Arn}/${!keep}')).toEqual([
      '${ → punctuation.definition.template-expression.begin.plumbline',
      'AWS::Partition → variable.other.reference.plumbline',
      '} → punctuation.definition.template-expression.end.plumbline',
      '${ → punctuation.definition.template-expression.begin.plumbline',
      'Bucket.Arn → variable.other.reference.plumbline',
      '} → punctuation.definition.template-expression.end.plumbline',
      '${!keep} → constant.character.escape.plumbline',
    ]);
  });
});

describe('ignore comments', () => {
  it('mark rules and reason', () => {
    expect(scopes('# plumbline-ignore kms/unrotated-key, iam/*: keys of a test')).toEqual([
      'plumbline-ignore → keyword.control.ignore.plumbline',
      'kms/unrotated-key, iam/* → entity.name.tag.rule.plumbline',
      ': → punctuation.separator.reason.plumbline',
      'keys of a test → string.unquoted.reason.plumbline',
    ]);
    expect(scopes('// plumbline-ignore-file: generated', 'source.ts')).toEqual([
      'plumbline-ignore-file → keyword.control.ignore.plumbline',
      ': → punctuation.separator.reason.plumbline',
      'generated → string.unquoted.reason.plumbline',
    ]);
  });
});

describe('IAM actions', () => {
  const getObject = [
    's3 → support.type.service.iam.plumbline',
    ': → punctuation.separator.action.iam.plumbline',
    'GetObject → support.function.action.iam.plumbline',
  ];
  it('are marked wherever they are written', () => {
    for (const line of [
      '  - s3:GetObject',
      'Action: s3:GetObject # to read',
      "Action: ['s3:GetObject']",
      'Action: [s3:GetObject]',
    ])
      expect(scopes(line), line).toEqual(getObject);
    expect(scopes('actions: [\'s3:GetObject\', "s3:GetObject"],', 'source.ts')).toEqual([...getObject, ...getObject]);
    expect(scopes('- dynamodb:Batch*')).toContain('Batch* → support.function.action.iam.plumbline');
    expect(scopes('- kms:*')).toContain('* → support.function.action.iam.plumbline');
  });
  it('are no ARNs, types, images, times or addresses', () => {
    for (const line of [
      'arn:aws:s3:::Bucket',
      'AWS::S3::Bucket',
      'at: 12:30',
      'http://Host',
      'key: {a:B}',
      'Key:Value',
    ])
      expect(scopes(line), line).toEqual([]);
    expect(scopes('const x = a ? s3:GetObject;', 'source.ts')).toEqual([]);
    expect(scopes('// s3:GetObject', 'source.ts')).toEqual([]);
  });
});

describe('code in templates', () => {
  const template = (head: string, ...code: string[]) =>
    ['Code:', `  ${head}`, ...code.map(line => `    ${line}`), '  Key: const'].join('\n');
  it('is the language that its first line speaks, down to where it ends', () => {
    expect(scopes(template('ZipFile: |', 'const a = 1;', '', 'exports.b = 2;'))).toEqual([
      'const → storage.js',
      'exports → storage.js',
    ]);
    expect(scopes(template('InlineCode: >-', 'import boto3', 'def handler(event):', '  const'))).toEqual([
      'import → storage.python',
      'def → storage.python',
    ]);
    expect(scopes(template('ZipFile: |', "import { a } from 'b';", 'const c'))).toEqual(['const → storage.js']);
  });
  it('is read through !Sub', () => {
    expect(scopes(template('ZipFile: !Sub |', 'const a = "${Name}";'))).toEqual([
      '! → punctuation.definition.function.plumbline',
      'Sub → support.function.intrinsic.plumbline',
      'const → storage.js',
      '${ → punctuation.definition.template-expression.begin.plumbline',
      'Name → variable.other.reference.plumbline',
      '} → punctuation.definition.template-expression.end.plumbline',
    ]);
  });
  it('is left alone where its language can not be told', () => {
    expect(scopes(template('ZipFile: |', 'puts 1', 'const'))).toEqual([]);
    expect(scopes('ZipFile: const')).toEqual([]);
  });
});
