// The workspace of the tests: a copy of the fixture, whose app in desk/ finds aws-cdk-lib where this project has it.
import { cpSync, realpathSync, symlinkSync } from 'node:fs';
import path from 'node:path';

export function copyShop(folder) {
  cpSync(path.join(import.meta.dirname, 'fixtures/shop'), folder, { recursive: true });
  const modules = realpathSync(path.join(import.meta.dirname, '../../node_modules'));
  symlinkSync(modules, path.join(folder, 'desk/node_modules'), 'junction');
}
