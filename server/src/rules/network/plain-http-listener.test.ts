import { expect, it } from 'vitest';
import { ruleTest } from '../../testing/ruleTest.ts';
import { plainHttpListener } from './plain-http-listener.ts';

const text = (plainHttpListener.docs.bad[0] as { text: string }).text;
const changed = (from: string, to: string) => ({ language: 'yaml' as const, text: text.replace(from, to) });
ruleTest(plainHttpListener, ({ check, fixed, offered }) => {
  check('a scheme that a parameter gives', changed('internet-facing', '!ImportValue Scheme'), []);
  check('actions that can’t be seen', changed('Type: forward', 'Type: !ImportValue Action'), []);
  check('no scheme is the internet', changed('Scheme: internet-facing', 'Name: web'), [
    'warning network/plain-http-listener "HTTP": Balancer serves plain HTTP to the internet on Http.',
  ]);
  it('redirects where there is somewhere to go', () => {
    expect(offered(plainHttpListener.docs.bad[1] as never)).toEqual([
      'refused: Fix network/plain-http-listener (there is no HTTPS listener to redirect to; it needs a certificate)',
    ]);
    expect(fixed(plainHttpListener.docs.bad[0] as never)).toContain('StatusCode: HTTP_301');
  });
});
