/** CDK apps on disk for tests: a temporary folder that finds aws-cdk-lib where this project has it. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const modules = path.join(import.meta.dirname, '../../../node_modules');

export interface TestApp {
  readonly dir: string;
  /** Writes a file of the app and gives its path. */
  write(name: string, text: string): string;
  remove(): void;
}

/** An app whose cdk.json runs `app.ts`. With `packages: false` nothing is installed. */
export function testApp(
  files: Readonly<Record<string, string>>,
  options: { readonly packages?: boolean } = {},
): TestApp {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-app-')));
  const app: TestApp = {
    dir,
    write(name, text) {
      const file = path.join(dir, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
      return file;
    },
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
  app.write('cdk.json', '{ "app": "npx tsx app.ts" }');
  app.write('package.json', '{ "name": "shop" }');
  for (const [name, text] of Object.entries(files)) app.write(name, text);
  if (options.packages !== false) symlinkSync(realpathSync(modules), path.join(dir, 'node_modules'), 'junction');
  return app;
}
