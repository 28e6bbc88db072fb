/** The rules of the house that a machine can check: directions of imports, opening comments, tests beside rules, freshness. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { rules } from '../server/src/rules/index.generated.ts';

const root = path.join(import.meta.dirname, '..');
const builtins = new Set(builtinModules);

interface Source {
  /** Relative to the project, with `/`. */
  readonly file: string;
  readonly text: string;
}

function sources(folder: string): Source[] {
  const full = path.join(root, folder);
  if (!existsSync(full)) return [];
  return (
    readdirSync(full, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(ts|mjs)$/.test(name) && !/(^|[\\/])(node_modules|fixtures)[\\/]/.test(name))
      .map(name => `${folder}/${name.split(path.sep).join('/')}`)
      // The host that runs the end-to-end tests is set up by itself, with packages of its own.
      .filter(file => !file.startsWith('test/host/'))
      .sort()
      .map(file => ({ file, text: readFileSync(path.join(root, file), 'utf8') }))
  );
}

/** What each part may import. A folder of ours by its path, a package by its name, `node` for Node's own modules. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'server/src/core': ['server/src/core'],
  'server/src/knowledge': ['server/src/core', 'server/src/knowledge'],
  'server/src/access': ['server/src/core', 'server/src/knowledge', 'server/src/access'],
  'server/src/rules': ['server/src/core', 'server/src/knowledge', 'server/src/access', 'server/src/rules'],
  'server/src/frontends/template': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends/template',
    'server/src/frontends/handlers',
    'yaml',
  ],
  'server/src/frontends/cdk': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends/cdk',
    'server/src/frontends/handlers',
    'typescript',
  ],
  'server/src/frontends/handlers': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends/handlers',
    'typescript',
  ],
  'server/src/frontends/requirements': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends/requirements',
    'server/src/frontends/template',
  ],
  'server/src/drafting': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends/requirements',
    // What names, tags and logs are is known where they are judged.
    'server/src/rules/logs',
    'server/src/rules/naming',
    'server/src/rules/tags',
    'server/src/drafting',
  ],
  'server/src/fixes': ['server/src/core', 'server/src/knowledge', 'server/src/fixes', 'typescript', 'yaml'],
  // Texts in, texts out; the worker brings the codemod with it.
  'server/src/migration': ['server/src/migration', 'typescript', 'jscodeshift', 'aws-sdk-js-codemod', 'node'],
  // The page allows its own script by a hash.
  'server/src/revision': ['server/src/core', 'server/src/revision', 'diff', 'node'],
  // The picture is pure; the layout kernel runs in a worker.
  'server/src/picture': ['server/src/core', 'server/src/knowledge', 'server/src/picture', 'elkjs', 'node'],
  'server/src/report': ['server/src/core', 'server/src/report', 'sarif', 'node'],
  // The child runs in the user's Node, by itself; the map is pure.
  'server/src/synth/child': ['server/src/synth/child', 'server/src/synth/protocol.ts', 'node'],
  'server/src/synth/map': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends/template',
    'server/src/synth/map',
    'server/src/synth/model.ts',
  ],
  'server/src/synth': [
    'server/src/core',
    'server/src/knowledge',
    'server/src/frontends',
    'server/src/synth',
    'typescript',
    '@jridgewell/trace-mapping',
    'node',
  ],
  'client/src': ['client/src', 'server/src/lsp/protocol.ts', 'vscode', 'vscode-languageclient', 'node'],
};

describe('imports', () => {
  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    it(`${folder} imports only ${allowed.map(a => a.replace('server/src/', '')).join(', ')}`, () => {
      const wrong: string[] = [];
      // Tests and their helpers may reach further than what they test.
      for (const { file, text } of sources(folder).filter(s => !/\.(test|fixture)\.ts$|\/testing\.ts$/.test(s.file))) {
        for (const { fileName, pos } of ts.preProcessFile(text, true, true).importedFiles) {
          const target = fileName.startsWith('.')
            ? path.posix.join(path.posix.dirname(file), fileName)
            : fileName.startsWith('node:') || builtins.has(fileName)
              ? 'node'
              : fileName
                  .split('/')
                  .slice(0, fileName.startsWith('@') ? 2 : 1)
                  .join('/');
          if (allowed.some(a => target === a || target.startsWith(`${a}/`))) continue;
          wrong.push(`${file}:${text.slice(0, pos).split('\n').length} imports ${fileName}`);
        }
      }
      expect(wrong).toEqual([]);
    });
  }
});

describe('files', () => {
  const all = ['client/src', 'server/src', 'test', 'tools'].flatMap(sources);

  it('open with what they are for', () => {
    expect(all.length).toBeGreaterThan(50);
    // A rule's test has one form and the name of its rule: that says it.
    const telling = all.filter(s => !/^server\/src\/rules\/.*\.test\.ts$/.test(s.file));
    expect(telling.filter(s => !/^(#!.*\n)?\s*\/[/*]/.test(s.text)).map(s => s.file)).toEqual([]);
  });

  it('name no place of one machine', () => {
    const place = /["'`\s(]\/(home|Users|root|work)\/[a-z]/;
    const wrong = all
      .filter(s => !s.file.endsWith('.generated.ts'))
      .flatMap(s =>
        s.text.split('\n').flatMap((line, i) => (place.test(line) ? [`${s.file}:${i + 1} ${line.trim()}`] : [])),
      )
      // The pattern above is no place.
      .filter(line => !line.includes('(home|Users|root|work)'));
    expect(wrong).toEqual([]);
  });
});

describe('rules', () => {
  it('are there, each id once, in the file of its name', () => {
    expect(rules.length).toBeGreaterThan(0);
    expect(new Set(rules.map(r => r.id)).size).toBe(rules.length);
    expect(rules.filter(r => !existsSync(path.join(root, 'server/src/rules', `${r.id}.ts`))).map(r => r.id)).toEqual(
      [],
    );
  });

  for (const rule of rules) {
    it(`${rule.id} has docs, examples and a test`, () => {
      expect(rule.docs.summary).toMatch(/\.$/);
      expect(rule.docs.why.length, 'docs.why is too short to say why').toBeGreaterThan(60);
      expect(rule.docs.links.length, 'docs.links is empty').toBeGreaterThan(0);
      const languages = (examples: typeof rule.docs.bad) => new Set(examples.map(e => e.language));
      const good = languages(rule.docs.good);
      // JSON is read by the same front end as YAML: a good example in one shows the other.
      if (good.has('yaml')) good.add('json');
      if (good.has('json')) good.add('yaml');
      const missing = [...languages(rule.docs.bad)].filter(language => !good.has(language));
      expect(rule.docs.bad.length, 'no bad example').toBeGreaterThan(0);
      expect(missing, 'languages with a bad example and no good one').toEqual([]);
      const test = path.join(root, 'server/src/rules', `${rule.id}.test.ts`);
      expect(existsSync(test), `${rule.id}.test.ts is missing`).toBe(true);
      const text = readFileSync(test, 'utf8');
      expect(text).toContain('ruleTest(');
      if (rule.fix) expect(text, 'the rule has a fix, and the test no fixed(…)').toMatch(/\bfixed\(/);
    });
  }
});

describe('generated files', () => {
  for (const tool of [
    'generateRules.ts',
    'generateDocs.ts',
    'generateManifest.ts',
    'generateRequirements.ts',
    'generate/index.ts',
  ]) {
    it(`of tools/${tool} are fresh (else: npm run generate)`, { timeout: 120_000 }, () => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'tools', tool), '--check'], {
        cwd: root,
        encoding: 'utf8',
      });
      expect(status, `run \`npm run generate\`\n${stdout}${stderr}`).toBe(0);
    });
  }
});
