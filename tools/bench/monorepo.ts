/**
 * Writes a monorepo: apps of the CDK, each a project of its own with templates beside its code, and templates that belong
 * to no app. Every file is another one, as in real life.
 *
 *   node tools/bench/monorepo.ts <folder> [apps] [templates]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cdkFile, jsonTemplate, templateOf } from './inputs.ts';

/** How many resources a template has: from a few to some dozen, twelve on average. */
const SIZES = [4, 6, 8, 10, 12, 14, 30];
/** One in so many templates belongs to no app. */
const LOOSE = 10;

export interface Monorepo {
  readonly files: number;
  readonly bytes: number;
}

/** Makes the folder, which must not be there yet or be empty. */
export function writeMonorepo(folder: string, apps: number, templates: number): Monorepo {
  let files = 0;
  let bytes = 0;
  const put = (name: string, text: string) => {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    files++;
    bytes += text.length;
  };
  for (let i = 0; i < apps; i++) {
    const app = `apps/app-${i}`;
    put(`${app}/cdk.json`, '{ "app": "npx tsx bin/app.ts" }\n');
    put(`${app}/package.json`, `{ "name": "app-${i}", "private": true }\n`);
    put(`${app}/lib/stack.ts`, cdkFile(60 + (i % 5) * 40).replaceAll('BigStack', `Stack${i}`));
    put(
      `${app}/bin/app.ts`,
      `import { App } from 'aws-cdk-lib';
import { Stack${i} } from '../lib/stack.ts';
const app = new App();
new Stack${i}(app, 'Stack${i}', { stage: 'dev' });
`,
    );
  }
  for (let i = 0; i < templates; i++) {
    const folderOf = i % LOOSE === 0 || apps === 0 ? `shared/team-${i % 7}` : `apps/app-${i % apps}/templates`;
    const resources = SIZES[i % SIZES.length] as number;
    if (i % 5 === 4) put(`${folderOf}/t${i}.json`, jsonTemplate(resources * 10).replaceAll('Queue', `Queue${i}n`));
    else put(`${folderOf}/t${i}.yaml`, templateOf(resources, `T${i}x`));
  }
  return { files, bytes };
}

if (process.argv[1] === import.meta.filename) {
  const [, , folder, apps = '200', templates = '5000'] = process.argv;
  if (!folder) throw new Error('usage: node tools/bench/monorepo.ts <folder> [apps] [templates]');
  const { files, bytes } = writeMonorepo(path.resolve(folder), Number(apps), Number(templates));
  console.log(`${files} files, ${(bytes / 1e6).toFixed(1)} MB`);
}
