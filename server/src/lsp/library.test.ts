/** What an installed aws-cdk-lib declares, read from its files. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { libraryHas } from './library.ts';

const uri = pathToFileURL(path.join(import.meta.dirname, '../../../lib/stack.ts')).href;

describe('what the installed library declares', () => {
  it('knows members, props and what is not there', () => {
    expect(libraryHas(uri, 'aws_lambda', 'NODEJS_22_X')).toBe(true);
    expect(libraryHas(uri, 'aws_dynamodb', 'pointInTimeRecoverySpecification')).toBe(true);
    expect(libraryHas(uri, 'aws_lambda', 'NODEJS_99_X')).toBe(false);
  });
  it('does not guess where there is no library, no such module, or no file', () => {
    expect(libraryHas('file:///nowhere/at/all.ts', 'aws_lambda', 'NODEJS_22_X')).toBeNull();
    expect(libraryHas(uri, 'aws_nothing', 'X')).toBeNull();
    expect(libraryHas('untitled:Untitled-1', 'aws_lambda', 'X')).toBeNull();
  });
});
