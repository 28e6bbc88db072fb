/**
 * The injection grammars. Their expressions are applied to lines of source in the order of the patterns, the first match
 * from the left winning, which is what a TextMate engine does with flat grammars like these.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

interface Pattern {
  readonly include?: string;
  readonly match?: string;
  readonly name?: string;
  readonly captures?: Readonly<Record<string, { readonly name: string }>>;
}
interface Grammar {
  readonly scopeName: string;
  readonly patterns: readonly Pattern[];
  readonly repository?: Readonly<Record<string, Pattern>>;
}

const root = path.join(import.meta.dirname, '..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  contributes: { grammars: readonly { scopeName: string; path: string }[] };
};

function grammar(scopeName: string): Grammar {
  const file = manifest.contributes.grammars.find(g => g.scopeName === scopeName)?.path ?? '';
  return JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Grammar;
}

/** `text → scope` for each piece of a line that gets a scope. */
function scopes({ patterns, repository }: Grammar, line: string): string[] {
  const flat = patterns.map(p => (p.include ? repository?.[p.include.slice(1)] : p) as Pattern);
  const found: string[] = [];
  for (let from = 0; from < line.length; ) {
    let best: { match: RegExpExecArray; pattern: Pattern } | null = null;
    for (const pattern of flat) {
      const expression = new RegExp(pattern.match ?? '', 'dg');
      expression.lastIndex = from;
      const match = expression.exec(line);
      if (match && match[0] !== '' && (!best || match.index < best.match.index)) best = { match, pattern };
    }
    if (!best) break;
    const { match, pattern } = best;
    if (pattern.name) found.push(`${match[0]} → ${pattern.name}`);
    for (const [group, { name }] of Object.entries(pattern.captures ?? {}))
      if (match[Number(group)]) found.push(`${match[Number(group)]} → ${name}`);
    from = match.index + match[0].length;
  }
  return found;
}

describe('intrinsics in YAML', () => {
  const yaml = grammar('plumbline.yaml.injection');
  it('marks the short forms, and nothing that only looks like one', () => {
    expect(scopes(yaml, 'Key: !GetAtt Orders.Arn')).toEqual([
      '! → punctuation.definition.function.plumbline',
      'GetAtt → support.function.intrinsic.plumbline',
    ]);
    expect(scopes(yaml, 'Key: [!Ref A, !Ref B]')).toHaveLength(4);
    expect(scopes(yaml, 'Key: !Reference A')).toEqual([]);
    expect(scopes(yaml, 'Key: Hey!Ref')).toEqual([]);
  });
  it('marks what Fn::Sub fills in, and what it leaves alone', () => {
    expect(scopes(yaml, 'arn:${AWS::Partition}:s3:::${Bucket.Arn}/${!keep}')).toEqual([
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
  const comments = grammar('plumbline.comments.injection');
  it('mark rules and reason', () => {
    expect(scopes(comments, '# plumbline-ignore kms/unrotated-key, iam/*: keys of a test')).toEqual([
      'plumbline-ignore → keyword.control.ignore.plumbline',
      'kms/unrotated-key, iam/* → entity.name.tag.rule.plumbline',
      ': → punctuation.separator.reason.plumbline',
      'keys of a test → string.unquoted.reason.plumbline',
    ]);
    expect(scopes(comments, '/* plumbline-ignore-file: generated */')).toEqual([
      'plumbline-ignore-file → keyword.control.ignore.plumbline',
      ': → punctuation.separator.reason.plumbline',
      'generated → string.unquoted.reason.plumbline',
    ]);
  });
});
