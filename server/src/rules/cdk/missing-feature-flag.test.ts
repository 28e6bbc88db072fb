import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { featureFlags } from '../../knowledge/index.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { missingFeatureFlag } from './missing-feature-flag.ts';

const app = (text: string, version: string | null = '2.30.0', files: Record<string, string> = {}) =>
  withFiles(cdk`new cdk.CfnOutput(this, 'Name', { value: 'orders' });`, {
    'cdk.json': text,
    ...(version === null ? {} : { 'node_modules/aws-cdk-lib/package.json': JSON.stringify({ version }) }),
    ...files,
  });
const SECRETS = '@aws-cdk/core:checkSecretUsage';
const LAYERS = '@aws-cdk/aws-lambda:recognizeLayerVersion';
const SNAPSHOTS = '@aws-cdk/core:validateSnapshotRemovalPolicy';
const bare = '{ "app": "npx tsx bin/app.ts" }';
const flags = (...names: string[]) =>
  `{ "app": "npx tsx bin/app.ts", "context": { ${names.map(n => `"${n}": false`).join(', ')} } }`;

ruleTest(missingFeatureFlag, ({ check, fixed, offered }) => {
  const all = (covered: string) =>
    `information cdk/missing-feature-flag ${JSON.stringify(covered)}: 3 feature flags that matter with aws-cdk-lib 2.30.0 are not set: ${SECRETS}, ${LAYERS}, ${SNAPSHOTS}.`;
  check('no context', app(bare), [all('"app"')]);
  check('an empty context', app('{ "app": "node app.js", "context": {} }'), [all('"context"')]);
  check('one flag, and others that are decided', app(flags(SECRETS, LAYERS)), [
    `information cdk/missing-feature-flag "\\"context\\"": The feature flag ${SNAPSHOTS} is not set: with it a snapshot policy on a resource that has no snapshots is an error, instead of lost data (aws-cdk-lib 2.30.0).`,
  ]);
  check('all decided', app(flags(SECRETS, LAYERS, SNAPSHOTS)), []);
  check(
    'a flag among the context that is kept apart',
    app(flags(SECRETS, LAYERS), '2.30.0', { 'cdk.context.json': `{ "${SNAPSHOTS}": true }` }),
    [],
  );
  check('no library that is known', app(bare, null), []);
  check('a library that is older than the flags', app(bare, '2.9.0'), []);
  check('a library that was built where it stands', app(bare, '0.0.0'), []);
  check('an app in another language', app('{ "app": "python3 app.py" }'), []);
  check('no app', app('{ "context": {} }'), []);
  check('a file that can’t be read', app('{ "app": "node app.js", "context": {'), []);
  check('a context that is none', app('{ "app": "node app.js", "context": [] }'), []);

  it('adds what is missing and leaves the rest as it is', () => {
    const text = `{\n  "app": "node app.js",\n  "context": {\n    "${SECRETS}": false,\n    "env": "dev"\n  }\n}\n`;
    expect(fixed(app(text))).toContain(
      `    "${SECRETS}": false,\n    "env": "dev",\n    "${LAYERS}": true,\n    "${SNAPSHOTS}": true\n  }\n}\n`,
    );
    expect(offered(app(text))).toEqual(['review: Turn 2 feature flags on']);
  });
  it('makes the context where there is none', () => {
    const text = fixed(app('{\n  "app": "node app.js"\n}\n')).split('--- cdk.json\n')[1] as string;
    expect(JSON.parse(text)).toEqual({
      app: 'node app.js',
      context: { [SECRETS]: true, [LAYERS]: true, [SNAPSHOTS]: true },
    });
  });
});

it('the table says what aws-cdk-lib says', () => {
  const library = new URL('../../../../node_modules/aws-cdk-lib/', import.meta.url);
  const recommended = JSON.parse(readFileSync(new URL('recommended-feature-flags.json', library), 'utf8'));
  const docs = readFileSync(new URL('cx-api/FEATURE_FLAGS.md', library), 'utf8');
  for (const { name, since } of featureFlags) {
    expect(recommended[name], name).toBe(true);
    const section = docs.slice(docs.indexOf(`\n### ${name}\n`)).split('\n### ')[1];
    expect(section, name).toContain(`| ${since} | \`false\` | \`true\` |`);
  }
});
