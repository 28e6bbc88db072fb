/** Bundles as esbuild makes them: packages are left out, what calls AWS is not. */
import path from 'node:path';
import { buildSync } from 'esbuild';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { sourceFrontend } from '../cdk/index.ts';
import { withoutPackages } from './bundles.ts';

const root = path.join(import.meta.dirname, '../../../..');
const HANDLER = `
  import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs';
  import { parse } from 'yaml';
  import Ajv from 'ajv';
  const sqs = new SQSClient({});
  export const handler = async (event: string) =>
    sqs.send(new SendMessageCommand({ QueueUrl: process.env.QUEUE, MessageBody: String(new Ajv().validate({}, parse(event))) }));
`;

function bundle(format: 'cjs' | 'esm', contents = HANDLER): string {
  const { outputFiles } = buildSync({
    stdin: { contents, resolveDir: root, loader: 'ts', sourcefile: 'src/handler.ts' },
    bundle: true,
    platform: 'node',
    format,
    external: ['@aws-sdk/*'],
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
const words = (text: string) => text.replace(/\s+/g, '').length;

describe('bundles', () => {
  for (const format of ['cjs', 'esm'] as const)
    it(`lose their packages, and no call: ${format}`, () => {
      const whole = bundle(format);
      const text = withoutPackages(whole);
      expect(text).toHaveLength(whole.length);
      expect(words(text)).toBeLessThan(words(whole) / 10);
      const { diagnostics = [] } = ts.transpileModule(text, { reportDiagnostics: true, fileName: 'index.js' });
      expect(diagnostics.map(d => d.messageText)).toEqual([]);
      const facts = sourceFrontend.read({ uri: 'file:///lambda/index.js', version: 1, text: whole });
      const [code] = sourceFrontend.link([facts], { fileExists: () => null }).code;
      expect(code?.facts.filter(f => f.kind === 'sdk-call')).toMatchObject([
        { client: 'sqs', operation: 'SendMessage', parameters: { QueueUrl: { kind: 'environment', name: 'QUEUE' } } },
      ]);
      expect(code?.facts.filter(f => f.kind === 'sdk-open')).toEqual([]);
      const call = code?.facts.find(f => f.kind === 'sdk-call')?.span;
      expect(whole.slice(call?.start, call?.end)).toContain('SendMessageCommand');
    });

  it('keep packages that speak of AWS, and everything where it is small or of no bundle', () => {
    const whole = bundle('cjs');
    const at = whole.indexOf('\n// node_modules/ajv/');
    const line = whole.indexOf('\n', at + 1);
    const speaking = `${whole.slice(0, line)}\nvar region = "aws";${whole.slice(line)}`;
    expect(withoutPackages(speaking)).toContain('var region = "aws";');
    expect(withoutPackages(whole.slice(0, 150_000))).toBe(whole.slice(0, 150_000));
    const written = `// node_modules/a.js\n${'const a = 1;\n'.repeat(20_000)}// src/b.js\n`;
    expect(withoutPackages(written)).toBe(written);
  });
});
