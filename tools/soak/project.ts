/** The disk of a soak: two workspace folders with templates, requirements, handlers, and an app that can be run. */
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { circles } from '../fuzz/circles.ts';

const root = path.join(import.meta.dirname, '../..');

const SHOP = `import * as cdk from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { names } from './names';

class Shop extends cdk.Stack {
  constructor(scope: cdk.App, id: string) {
    super(scope, id);
    for (const name of names) new kms.Key(this, name, { enableKeyRotation: false });
    new sqs.Queue(this, 'Jobs', { retentionPeriod: cdk.Duration.days(14) });
  }
}
new Shop(new cdk.App(), 'Shop');
`;

export interface Project {
  /** Where the server may keep what it compiles. */
  readonly cache: string;
  /** The URIs of the workspace folders; more may be below them. */
  readonly folders: readonly string[];
  /** The files that are edited, by URI, with their texts. */
  readonly texts: ReadonlyMap<string, string>;
  remove(): void;
}

export function makeProject(): Project {
  const dir = realpathSync(mkdtempSync(path.join(tmpdir(), 'plumbline-soak-')));
  const files: Record<string, string> = {
    'one/shop/app.ts': SHOP,
    'one/shop/names.ts': "export const names = ['Orders', 'Invoices'];\n",
    'one/shop/cdk.json': '{ "app": "npx tsx app.ts" }',
    'one/shop/package.json': '{ "name": "shop" }',
  };
  for (const [name, inner] of Object.entries(circles))
    for (const [file, text] of Object.entries(inner))
      if (text.length < 4000 && !/alias bomb|choke/.test(name))
        files[`two/${name.replaceAll(' ', '-')}/${file}`] = text;
  for (const name of ['templates/orders.yaml', 'templates/network.json', 'templates/thumbnails.yaml'])
    files[`two/${name}`] = readFileSync(path.join(root, 'examples', name), 'utf8');
  for (const name of ['PROMPT.md', 'plumbline.yaml', 'template.yaml'])
    files[`two/required/${name}`] = readFileSync(path.join(root, 'examples/requirements', name), 'utf8');
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(dir, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  symlinkSync(realpathSync(path.join(root, 'node_modules')), path.join(dir, 'one/shop/node_modules'), 'junction');
  return {
    cache: path.join(dir, 'cache'),
    folders: ['one', 'two'].map(name => pathToFileURL(path.join(dir, name)).href),
    texts: new Map(Object.entries(files).map(([name, text]) => [pathToFileURL(path.join(dir, name)).href, text])),
    remove: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}
