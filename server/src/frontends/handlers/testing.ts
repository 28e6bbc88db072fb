/** Facts of handler code as lines of text, for tests. */
import type { CodeFact, CodeValue } from '../../core/resource.ts';

/** Calls and open places, one a line: `v3 dynamodb.GetItem GetCommand TableName=$TABLE`; `…` where there may be more. */
export function callsShown(facts: readonly CodeFact[], text: string): string[] {
  return facts.flatMap(f => {
    if (f.kind === 'sdk-open') return [`open: ${f.reason} @ ${text.slice(f.span.start, f.span.end)}`];
    if (f.kind !== 'sdk-call') return [];
    const parameters = Object.entries(f.parameters).map(([path, value]) => ` ${path}=${shown(value)}`);
    const word = text.slice(f.span.start, f.span.end);
    return [`${f.sdk} ${f.client}.${f.operation} ${word}${parameters.join('')}${f.complete ? '' : ' …'}`];
  });
}

function shown(value: CodeValue): string {
  switch (value.kind) {
    case 'text':
      return `'${value.text}'`;
    case 'environment':
      return `$${value.name}${value.fallback === null ? '' : `='${value.fallback}'`}`;
    case 'parts':
      return value.parts.map(shown).join('+');
    case 'choice':
      return `(${value.of.map(shown).join('|')})`;
    case 'unknown':
      return '?';
  }
}
