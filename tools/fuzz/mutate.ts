/** Random edits: what people, merges, broken disks and malice do to a text. The same numbers give the same edits. */
import type { Random } from '../synth/edits.ts';
import type { Kind } from './corpus.ts';

/** Characters in the longest insertions: enough for anything quadratic to show. */
const HUGE = 60_000;

const words: Readonly<Record<Kind | 'any', readonly string[]>> = {
  any: [
    ...[
      '',
      ' ',
      '\n',
      '\r',
      '\r\n',
      '\t',
      '\0',
      '\ufeff',
      '\u2028',
      '\ud83d',
      '\ude00',
      '😀',
      'é',
      '"',
      "'",
      '`',
      '\\',
    ],
    ...[':', ': ', ',', '.', ';', '{', '}', '[', ']', '(', ')', '<', '>', '&', '*', '!', '|', '#', '%', '@', '$', '${'],
    ...[
      '__proto__',
      'constructor',
      'toString',
      'hasOwnProperty',
      'null',
      'NaN',
      '1e999',
      '-0',
      '0x',
      '${}',
      '${!',
      '*/',
    ],
    ...[
      '${AWS::Region}',
      '{{resolve:ssm:x}}',
      'arn:aws:s3:::',
      'arn:aws:iam::123456789012:root',
      's3:*',
      '../',
      'file:///',
    ],
  ],
  template: [
    ...[
      '- ',
      '? ',
      '<<: *a',
      '&a ',
      '*a',
      '---\n',
      '...\n',
      '|\n',
      '>-\n',
      '|2-\n',
      '!Ref ',
      '!Sub ',
      '!GetAtt ',
      '!If ',
    ],
    ...[
      'Fn::If: ',
      'Fn::ForEach::L: ',
      'Fn::Transform: ',
      '!Join ["", ',
      '!Select [9, ',
      'Ref: ',
      'Type: ',
      'Properties:',
    ],
    ...[
      'Condition: ',
      'DependsOn: ',
      'Resources:\n',
      'Conditions:\n',
      'Mappings:\n',
      'Transform: AWS::Serverless-2016-10-31\n',
    ],
    ...['# plumbline-ignore ', '# plumbline-ignore-file', '# cfn-lint: disable=', 'Metadata: { plumbline: { ignore: '],
  ],
  json: [
    '{"Ref":',
    '{"Fn::If":[',
    '{"Fn::Sub":',
    '"Type":',
    '//',
    '/*',
    ',,',
    '{}',
    '[]',
    '""',
    'true',
    '-',
    '1.',
    '"\\u',
  ],
  cdk: [
    ...[
      '/*',
      '//',
      '=>',
      '...',
      '?.',
      '??',
      'new ',
      'this.',
      'this',
      'class A extends A {',
      'for (const a of a) ',
      'while(1){',
    ],
    ...[
      'if (',
      'else ',
      'return ',
      'await ',
      'super(',
      'import ',
      'export * from ',
      ' as any',
      '!',
      '<T>',
      '`${',
      '`',
      '/(/',
    ],
    ...[
      's3.Bucket(this, "b")',
      'iam.PolicyStatement({',
      'function f() { return f(); } f();',
      '// plumbline-ignore ',
      'get x() {',
    ],
  ],
  handlers: [
    ...[
      'require("aws-sdk")',
      'await ',
      '.promise()',
      'process.env.',
      'process.env[',
      'client.send(',
      'export ',
      'module.exports =',
    ],
    ...['async ', '=> ', '{...', 'new AWS.S3(', '/*', '`${', 'class extends ', 'catch (e) {', 'for await (', 'import('],
  ],
  python: [
    ...[
      'def ',
      'class A(A):\n',
      'import ',
      'from . import *\n',
      '"""',
      "f'{",
      'lambda: ',
      'os.environ[',
      'boto3.client(',
      '    ',
    ],
    ...[
      '\\\n',
      'with ',
      'async ',
      '@',
      ':=',
      '**',
      'global ',
      'try:\n',
      'except:',
      'yield ',
      '# ',
      'match x:\n case ',
      'rb"',
    ],
  ],
  requirements: [
    ...[
      'extends: ',
      'environments: ',
      'naming:\n',
      'tags:\n',
      'rules:\n',
      'files: ',
      'pattern: ',
      'source: ',
      'quote: ',
      '- ',
    ],
    ...[
      '{env}',
      '{',
      '<x>',
      '[a-',
      '**/',
      '*',
      '?',
      '{a,',
      'until ',
      '!',
      '&a ',
      '*a',
      '<<: *a',
      'strict',
      'off',
      '2026-02-31',
    ],
  ],
};

/** What a text can be filled with to make a matcher go back and forth. */
const fillers = [
  ...[
    'a',
    'A',
    '0',
    ' ',
    '\t',
    '\n',
    '-',
    '_',
    '.',
    '/',
    '*',
    '?',
    ':',
    ',',
    '"',
    "'",
    '`',
    '\\',
    '#',
    '<',
    '{',
    '[',
    '(',
  ],
  ...[
    'a ',
    ' a',
    'a-',
    'aA',
    'a.',
    'a/',
    '*a',
    'a,',
    'a:',
    '${',
    '${a}',
    '{a}',
    '{{',
    '<a>',
    '[a]',
    '\r',
    '\r\n',
    ' \n',
    '\n ',
  ],
  ...[
    '/*',
    '//',
    '# ',
    '""',
    "''",
    '\\"',
    '1.',
    '1e',
    'arn:',
    '::',
    '=>',
    'x=',
    'a?',
    '!a',
    '&a ',
    '*a ',
    '- ',
    '? ',
    'a: ',
    '@a',
  ],
];

const deep: Readonly<Record<Kind, readonly (readonly [string, string])[]>> = {
  template: [
    ['[', ']'],
    ['{a: ', '}'],
    ['!If [A, ', ', b]'],
    ['!Join ["", [', ']]'],
    ['- ', ''],
    ['? ', ''],
    ['!Not [', ']'],
    ['"', '"'],
  ],
  json: [
    ['[', ']'],
    ['{"a":', '}'],
    ['{"Fn::If":["A",', ',1]}'],
    ['{"Fn::Sub":', '}'],
  ],
  cdk: [
    ['(', ')'],
    ['[', ']'],
    ['{a:', '}'],
    ['a?', ':b'],
    ['f(', ')'],
    ['()=>', ''],
    ['`${', '}`'],
    ['!', ''],
    ['new A(', ')'],
    ['a.b(', ')'],
    ['a + ', ''],
    ['if(a){', '}'],
    ['a<', '>'],
  ],
  handlers: [
    ['(', ')'],
    ['[', ']'],
    ['{', '}'],
    ['()=>', ''],
    ['`${', '}`'],
    ['a?.b(', ')'],
    ['await ', ''],
    ['a + ', ''],
    ['function(){', '}'],
  ],
  python: [
    ['(', ')'],
    ['[', ']'],
    ['{1:', '}'],
    ['not ', ''],
    ['lambda:', ''],
    ['f"{', '}"'],
    ['a.b(', ')'],
    ['if 1:', ''],
    ['-', ''],
  ],
  requirements: [
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
    ['{', '}'],
  ],
};

export function pick<T>(items: readonly T[], next: Random): T {
  return items[Math.floor(next() * items.length)] as T;
}

/** An edited text. */
export function mutate(text: string, kind: Kind, others: readonly string[], next: Random): string {
  const any = (limit: number) => Math.floor(next() * limit);
  const place = () => any(text.length + 1);
  const put = (at: number, remove: number, insert: string) => text.slice(0, at) + insert + text.slice(at + remove);
  const token = () => pick(next() < 0.5 ? words[kind] : words.any, next);
  const piece = (from: string, most: number) => {
    const at = any(from.length + 1);
    return from.slice(at, at + 1 + any(most));
  };
  /** Names and values that are in the text, with their places. */
  const names = () => [...text.matchAll(/[\w$:/.@-]+/g)];
  const lineAt = (at: number) => text.lastIndexOf('\n', at - 1) + 1;
  const kindOfEdit = any(100);
  if (kindOfEdit < 14) return put(place(), 1 + any(40), '');
  if (kindOfEdit < 30) return put(place(), any(3), token());
  if (kindOfEdit < 38) return put(place(), 0, piece(text, 200));
  if (kindOfEdit < 44) {
    // Two neighbouring pieces change places.
    const at = place();
    const [a, b] = [1 + any(60), 1 + any(60)];
    return text.slice(0, at) + text.slice(at + a, at + a + b) + text.slice(at, at + a) + text.slice(at + a + b);
  }
  if (kindOfEdit < 50) {
    const start = lineAt(place());
    const end = text.indexOf('\n', start) + 1 || text.length;
    return put(start, end - start, next() < 0.5 ? '' : text.slice(start, end).repeat(2));
  }
  if (kindOfEdit < 56) return put(lineAt(place()), any(4), pick(['', ' ', '  ', '\t', '          '], next));
  if (kindOfEdit < 63) {
    let noise = '';
    for (let i = any(12); i >= 0; i--) noise += String.fromCharCode(any(next() < 0.7 ? 256 : 65_536));
    return put(place(), noise.length, noise);
  }
  if (kindOfEdit < 75) {
    // One name becomes another, here or everywhere: references go in circles, types are swapped.
    const found = names();
    if (found.length === 0) return put(place(), 0, token());
    const [from, to] = [pick(found, next), next() < 0.8 ? pick(found, next)[0] : token()];
    return next() < 0.5 ? put(from.index, from[0].length, to) : text.replaceAll(from[0], () => to).slice(0, 4 * HUGE);
  }
  if (kindOfEdit < 82) return put(place(), any(30), piece(pick(others, next), 400));
  if (kindOfEdit < 85) return text.slice(0, place());
  if (kindOfEdit < 87) return text.slice(place());
  if (kindOfEdit < 89) return next() < 0.5 ? text.replaceAll('\n', '\r\n') : text.replaceAll('\n', '\r');
  if (kindOfEdit < 90) return `\ufeff${text}`;
  if (kindOfEdit < 94) {
    const [open, close] = pick(deep[kind], next);
    const depth = pick([3, 30, 300, 3000], next);
    const middle = piece(text, 40);
    return put(place(), any(20), open.repeat(depth) + middle + close.repeat(next() < 0.6 ? depth : any(depth)));
  }
  const filler = pick(fillers, next);
  const count = Math.floor(pick([20, 200, 2000, HUGE], next) / filler.length) + 1;
  const found = names();
  if (found.length > 0 && next() < 0.7) {
    // In the place of a value, or at its end, so that it is read as one.
    const name = pick(found, next);
    return put(
      name.index + (next() < 0.5 ? name[0].length : 0),
      any(2),
      filler.repeat(count) + pick(['', '!', 'a', '"'], next),
    );
  }
  return put(place(), 0, filler.repeat(count));
}
