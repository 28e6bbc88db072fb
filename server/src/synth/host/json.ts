/** JSON of apps: as Node reads it, and as the CDK and the compiler do, with comments and trailing commas. */
import ts from 'typescript';
import { type SyntaxProblem, syntaxErrors } from './transpile.ts';

/** What keeps a text from being JSON as Node reads it, without comments and trailing commas; null for nothing. */
export function jsonError(path: string, text: string): SyntaxProblem | null {
  try {
    JSON.parse(text);
    return null;
  } catch {
    const { message, start, length } = firstError(path, text);
    return { message, start: Math.min(start, text.length), end: Math.min(start + length, text.length) };
  }
}

function firstError(path: string, text: string): { message: string; start: number; length: number } {
  const whole = { start: 0, length: text.length };
  try {
    const [first] = syntaxErrors(ts.parseJsonText(path, text));
    // The compiler's reader takes more than Node's.
    if (!first) return { message: 'No comments or trailing commas.', ...whole };
    const { messageText, start, length } = first;
    return { message: ts.flattenDiagnosticMessageText(messageText, ' '), start, length };
  } catch {
    return { message: 'It is nested too deeply.', ...whole };
  }
}

/** The value of a text with comments and trailing commas, as far as it can be read: nothing of what nests deeper than the stack. */
export function looseJson(path: string, text: string): { readonly value: unknown; readonly isWhole: boolean } {
  try {
    const { config, error } = ts.parseConfigFileTextToJson(path, text);
    return { value: config, isWhole: !error };
  } catch {
    return { value: undefined, isWhole: false };
  }
}
