/**
 * Writes the tables of `server/src/knowledge/`. With `--check` nothing is written: it names the stale files and exits
 * with 1. With names as arguments (`iam lowering`) only those.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { attributes } from './attributes.ts';
import { deprecated } from './deprecated.ts';
import { grants } from './grants.ts';
import { iam } from './iam.ts';
import { iamDetails } from './iamDetails.ts';
import { lowering } from './lowering.ts';
import { managedPolicies } from './managedPolicies.ts';
import { properties } from './properties.ts';
import { propTypes } from './propTypes.ts';
import { resourceTypes } from './resourceTypes.ts';
import { runtimes } from './runtimes.ts';
import { sdk } from './sdk.ts';
import { sdkPrefixes } from './sdkPrefixes.ts';
import { type Table, fileText, root } from './table.ts';

export const tables: readonly Table[] = [
  iam,
  iamDetails,
  managedPolicies,
  runtimes,
  sdk,
  sdkPrefixes,
  grants,
  deprecated,
  properties,
  resourceTypes,
  attributes,
  lowering,
  propTypes,
];

export function fileOf(table: Table): string {
  return path.join(root, 'server/src/knowledge', `${table.name}.generated.ts`);
}

/** A short hash of what a slow table depends on, or null for one that is made quickly. */
function inputsOf(table: Table): string | null {
  return table.inputs ? createHash('sha256').update(table.inputs()).digest('hex').slice(0, 16) : null;
}

/** Whether the file on disk is what the generator would write now. */
export async function isFresh(table: Table): Promise<boolean> {
  const file = fileOf(table);
  if (!existsSync(file)) return false;
  const text = readFileSync(file, 'utf8');
  const inputs = inputsOf(table);
  return inputs === null ? text === (await fileText(table, null)) : text.includes(` * Inputs: ${inputs}\n`);
}

if (import.meta.main) {
  const check = process.argv.includes('--check');
  const only = process.argv.slice(2).filter(a => !a.startsWith('-'));
  for (const table of tables) {
    if (only.length > 0 && !only.includes(table.name)) continue;
    const file = path.relative(process.cwd(), fileOf(table));
    if (check) {
      if (await isFresh(table)) continue;
      console.error(`${file} is stale: run \`npm run generate\``);
      process.exitCode = 1;
      continue;
    }
    // A slow table whose inputs are the same is not made again, unless it is asked for by name.
    if (table.inputs && only.length === 0 && (await isFresh(table))) continue;
    const started = performance.now();
    const text = await fileText(table, inputsOf(table));
    writeFileSync(fileOf(table), text);
    const took = ((performance.now() - started) / 1000).toFixed(1);
    console.log(`${file}  ${Math.round(text.length / 1024)} kB  ${took} s`);
  }
}
