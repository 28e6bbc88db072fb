/** How long completion in policies takes: it is asked while somebody types. */
import { expect, it } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { Session } from '../session.ts';
import { completion } from './completion.ts';

const POLICY = `    Type: AWS::IAM::Policy
    Properties:
      PolicyName: reader
      Roles: [reader]
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: ['s3:Get*', 's3:PutObject']
            Resource: '*'
`;

it('answers in a moment at the end of a template of 4,000 lines', () => {
  const text = `Resources:\n${Array.from({ length: 400 }, (_, i) => `  Policy${i}:\n${POLICY}`).join('')}`;
  const session = new Session(
    { today: () => '2026-11-21', rules: [] },
    { changed: () => {}, progress: () => {}, log: () => {}, trace: () => {} },
  );
  const document = TextDocument.create('file:///app/template.yaml', 'yaml', 1, text);
  session.opened(document);
  const position = document.positionAt(text.lastIndexOf('s3:PutObject') + 's3:'.length);
  const abilities = { snippets: true, modes: false, commands: true };
  const ask = () => completion(session, { textDocument: { uri: document.uri }, position }, abilities);
  // The first time reads the document.
  expect(ask()?.items.some(item => item.label === 's3:DeleteObject')).toBe(true);
  const times = Array.from({ length: 10 }, () => {
    const before = process.cpuUsage();
    ask();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  // Milliseconds; the best of ten, since other tests run beside it.
  expect(Math.min(...times)).toBeLessThan(20);
});
