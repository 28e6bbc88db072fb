/**
 * What v2 said of how requests travel: timeouts and agents, bodies as streams, and X-Ray around the whole SDK. By the SDK's
 * migration guide (aws-sdk-js-v3, UPGRADING.md). What has no one right answer stays and is listed.
 */
import ts from 'typescript';
import { type Clients, clientsOfV3 } from './clients.ts';
import { type Edit, all, apply, functionOf, mayAwait, methodCall, outer, parse } from './tree.ts';

/** Options of `httpOptions` by their names in the options of v3's request handler. */
const HANDLER: Readonly<Record<string, string>> = { timeout: 'socketTimeout', connectTimeout: 'connectionTimeout' };

/** `httpOptions` of these configurations as a `requestHandler`; those with anything else in them stay. */
export function requestHandlers(source: ts.SourceFile, configurations: readonly ts.ObjectLiteralExpression[]): Edit[] {
  return configurations.flatMap(o =>
    o.properties.flatMap(p => {
      if (!ts.isPropertyAssignment(p) || p.name.getText(source) !== 'httpOptions') return [];
      if (!ts.isObjectLiteralExpression(p.initializer) || p.initializer.properties.length === 0) return [];
      const edits: Edit[] = [];
      for (const option of p.initializer.properties) {
        if (!ts.isPropertyAssignment(option)) return [];
        const name = option.name.getText(source);
        const renamed = name === 'agent' ? agentOf(option.initializer) : HANDLER[name];
        if (renamed === null || renamed === undefined) return [];
        edits.push({ start: option.name.getStart(source), end: option.name.end, text: renamed });
      }
      // The codemod says that it does not know the option; the comment goes with the name.
      const comments = source.text.slice(p.getFullStart(), p.getStart(source));
      const remark =
        /\/\/ The transformation for httpOptions is[^\n]*\n(?:[ \t]*\/\/ (?:Refer|Please)[^\n]*\n)*[ \t]*/.exec(
          comments,
        );
      const start = remark ? p.getFullStart() + remark.index : p.name.getStart(source);
      return [{ start, end: p.name.end, text: 'requestHandler' }, ...edits];
    }),
  );
}

/** What an agent is called in v3, which has one for each protocol; null where it can't be told which it is. */
function agentOf(value: ts.Expression): string | null {
  const made = ts.isNewExpression(value) ? value.expression.getText() : '';
  return /^https\b/.test(made) ? 'httpsAgent' : /^http\b/.test(made) ? 'httpAgent' : null;
}

/** `getObject(…).createReadStream()` as the awaited `Body`, where something can wait and nobody listens for errors of the stream. */
export function streams(source: ts.SourceFile, clients: Clients): Edit[] {
  return all(source, ts.isCallExpression).flatMap(node => {
    const call = methodCall(node);
    const request = call?.name === 'createReadStream' && node.arguments.length === 0 ? methodCall(call.on) : null;
    if (!call || request?.name !== 'getObject' || clients.of(request.on) !== '@aws-sdk/client-s3') return [];
    if (!mayAwait(node, source)) return [];
    // A request that fails told the stream in v2, and rejects in v3.
    if (/\.(?:on|once)\(\s*['"`]error/.test((functionOf(node) ?? source).getText(source))) return [];
    const body = `(await ${call.on.getText(source)}).Body`;
    const typed = /\.[cm]?tsx?$/.test(source.fileName) ? `${body} as import('node:stream').Readable` : body;
    const value = outer(node);
    const isMember = ts.isPropertyAccessExpression(value.parent) && value.parent.expression === value;
    const text = typed !== body && isMember && value === node ? `(${typed})` : typed;
    return [{ start: node.getStart(source), end: node.end, text }];
  });
}

/** A file whose SDK is not wrapped by X-Ray any more, and what is to wrap each of its clients instead. */
export interface Untraced {
  readonly text: string;
  /** `AWSXRay.captureAWSv3Client`; null where nothing was wrapped. */
  readonly wrap: string | null;
}

/** Takes `AWSXRay.captureAWS(require('aws-sdk'))` apart, before the codemod, which does not know it. */
export function untraced(path: string, text: string): Untraced {
  const source = parse(path, text);
  const found = all(source, ts.isCallExpression).flatMap(node => {
    const call = methodCall(node);
    const [sdk] = node.arguments;
    const isWhole = sdk !== undefined && /^require\((['"])aws-sdk\1\)$/.test(sdk.getText(source));
    return call?.name === 'captureAWS' && ts.isIdentifier(call.on) && isWhole ? [{ node, sdk, by: call.on.text }] : [];
  });
  const [first, more] = found;
  if (!first || more) return { text, wrap: null };
  const { node, sdk, by } = first;
  const edits = [{ start: node.getStart(source), end: node.end, text: sdk.getText(source) }];
  return { text: apply(text, edits), wrap: `${by}.captureAWSv3Client` };
}

/** Wraps each client of v3 that a text makes. */
export function traced(path: string, text: string, wrap: string): string {
  const source = parse(path, text);
  const clients = clientsOfV3(source);
  const made = all(source, ts.isNewExpression).filter(n => clients.of(n)?.startsWith('@aws-sdk/client-'));
  return apply(
    text,
    made.map(n => ({ start: n.getStart(source), end: n.end, text: `${wrap}(${n.getText(source)})` })),
  );
}
