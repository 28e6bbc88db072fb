/** ARNs and addresses of queues that code puts together from account and region, and mocks of SDK v2 in tests. */
import ts from 'typescript';
import type { SourceSpan } from '../../core/document.ts';
import type { CodeFact, CodeValue } from '../../core/resource.ts';
import { joined, type OpenValue, type Values } from './values.ts';

type At = (node: ts.Node) => SourceSpan;

/** `arn:<partition>:<service>:` and `https://sqs.` at the start of a text. */
const ARN = /^arn:(?:aws(?:-[a-z-]+)?)?:([a-z0-9-]+):/;
const QUEUE = /^https:\/\/(?:sqs\.|queue\.amazonaws)/;

/** Texts with holes that are ARNs or addresses of queues. */
export function builtNames(
  source: ts.SourceFile,
  nodes: readonly ts.Node[],
  parents: ReadonlyMap<ts.Node, ts.Node>,
  at: At,
  values: Values,
): CodeFact[] {
  return nodes.flatMap((node): CodeFact[] => {
    const isText =
      ts.isTemplateExpression(node) ||
      (ts.isBinaryExpression(node) &&
        node.operatorToken.kind === ts.SyntaxKind.PlusToken &&
        !(parents.get(node) && ts.isBinaryExpression(parents.get(node) as ts.Node)));
    if (!isText || !/^(?:`|'|")(?:arn:|https:\/\/(?:sqs|queue)\.)/.test(node.getText(source))) return [];
    const value = values.of(node);
    const parts = value.kind === 'parts' ? value.parts : [];
    const [head] = parts;
    if (head?.kind !== 'text') return [];
    const service = ARN.exec(head.text)?.[1];
    if (service === undefined && !QUEUE.test(head.text)) return [];
    // The region and the account come first; what stands behind them names the thing.
    const separator = service === undefined ? /\/[^/]+\/(?=[^/]*$)|\/(?=[^/]*$)/ : /:(?=[^:]*$)/;
    const name = tail(parts, separator);
    if (!name || mentionsOthers(name)) return [];
    return [
      {
        kind: 'built-name',
        form: service === undefined ? 'queue-url' : 'arn',
        service: service ?? 'sqs',
        name: name as CodeValue,
        span: at(node),
      },
    ];
  });
}

/** What stands behind the last separator of a text with holes; null where that can't be told. */
function tail(parts: readonly OpenValue[], separator: RegExp): OpenValue | null {
  for (let i = parts.length - 1; i >= 1; i--) {
    const part = parts[i] as OpenValue;
    if (part.kind !== 'text') continue;
    const match = separator.exec(part.text);
    if (!match) continue;
    const rest = part.text.slice(match.index + match[0].length);
    const after = parts.slice(i + 1);
    return joined([...(rest === '' ? [] : [{ kind: 'text' as const, text: rest }]), ...after]);
  }
  return null;
}

function mentionsOthers(value: OpenValue): boolean {
  if (value.kind === 'elsewhere') return true;
  if (value.kind === 'choice') return value.of.some(mentionsOthers);
  return value.kind === 'parts' && value.parts.some(mentionsOthers);
}

/** What takes the place of SDK v2 in a test. */
export function sdkMocks(source: ts.SourceFile, nodes: readonly ts.Node[], at: At): CodeFact[] {
  return nodes.flatMap((node): CodeFact[] => {
    if (ts.isCallExpression(node)) {
      const { expression: callee } = node;
      const [first, second] = node.arguments;
      const isMock =
        ts.isPropertyAccessExpression(callee) &&
        ts.isIdentifier(callee.expression) &&
        /^(jest|vi)$/.test(callee.expression.text) &&
        /^(mock|doMock|setMock)$/.test(callee.name.text);
      if (isMock && first && ts.isStringLiteralLike(first) && /^aws-sdk(\/|$)/.test(first.text))
        return [{ kind: 'sdk-v2-mock', library: `${callee.getText(source)}`, span: at(first) }];
      const name = ts.isIdentifier(callee)
        ? callee.text
        : ts.isPropertyAccessExpression(callee)
          ? callee.expression.getText(source)
          : '';
      if (name !== 'proxyquire' || !second || !ts.isObjectLiteralExpression(second)) return [];
      const stub = second.properties.find(
        p => p.name && ts.isStringLiteralLike(p.name) && /^aws-sdk(\/|$)/.test(p.name.text),
      );
      return stub?.name ? [{ kind: 'sdk-v2-mock', library: 'proxyquire', span: at(stub.name) }] : [];
    }
    const specifier = ts.isImportDeclaration(node) ? node.moduleSpecifier : null;
    if (specifier && ts.isStringLiteral(specifier) && specifier.text === 'aws-sdk-mock')
      return [{ kind: 'sdk-v2-mock', library: 'aws-sdk-mock', span: at(specifier) }];
    return [];
  });
}
