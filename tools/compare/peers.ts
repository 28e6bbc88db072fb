/**
 * Runs the tools over templates, each template alone, and says what they find: the id of the check and the resource.
 * A tool that can't read a template has no entry for it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createWorkspace } from '../../server/src/all.ts';
import { defaultSettings } from '../../server/src/core/engine.ts';

export interface Said {
  readonly id: string;
  /** The logical ID; empty where the finding is about no resource. */
  readonly resource: string;
}
export type Results = ReadonlyMap<string, readonly Said[]>;

export function runPlumbline(files: readonly string[], profile: 'recommended' | 'strict'): Results {
  const results = new Map<string, readonly Said[]>();
  for (const file of files) {
    const uri = pathToFileURL(file).href;
    const workspace = createWorkspace({
      host: { fileExists: () => true },
      projectOf: () => path.posix.dirname(uri),
      today: () => '2026-11-21',
      settings: {
        profiles: profile === 'strict' ? [...defaultSettings.profiles, 'strict'] : defaultSettings.profiles,
        severities: {},
      },
    });
    workspace.update({ uri, version: 1, text: readFileSync(file, 'utf8') });
    if (workspace.graphs().every(graph => graph.resources.length === 0)) continue;
    results.set(
      file,
      workspace.allFindings().map(f => ({ id: f.rule, resource: f.resource?.logicalId ?? '' })),
    );
  }
  return results;
}

/** `@aws/cloudformation-validate`, all built-in rules; `modules` is a folder with its `node_modules`. */
export function runValidate(files: readonly string[], modules: string): Results {
  const { CelEngine, TemplateFile } = createRequire(path.join(modules, 'x.js'))('@aws/cloudformation-validate');
  const results = new Map<string, readonly Said[]>();
  const engine = new CelEngine();
  for (const file of files) {
    try {
      const { diagnostics } = engine.validateStandard(new TemplateFile(file));
      results.set(
        file,
        diagnostics.map((d: { ruleId: string; entity?: { logicalId?: string } }) => ({
          id: d.ruleId,
          resource: d.entity?.logicalId ?? '',
        })),
      );
    } catch {}
  }
  return results;
}

/** cdk-nag's AwsSolutionsChecks, over the template included in an app by `CfnInclude`. */
export function runCdkNag(files: readonly string[], modules: string): Results {
  const require = createRequire(path.join(modules, 'x.js'));
  const cdk = require('aws-cdk-lib');
  const { CfnInclude } = require('aws-cdk-lib/cloudformation-include');
  const { AwsSolutionsChecks } = require('cdk-nag');
  const results = new Map<string, readonly Said[]>();
  for (const file of files) {
    try {
      const app = new cdk.App({ analyticsReporting: false });
      const template = new CfnInclude(new cdk.Stack(app, 'Stack'), 'Template', { templateFile: file });
      // The construct of an included resource has its logical ID.
      const { violations } = new AwsSolutionsChecks(app).validateScope(template);
      results.set(
        file,
        violations.flatMap((v: { ruleName: string; violatingResources: readonly { constructPath: string }[] }) =>
          v.violatingResources.map(c => ({
            id: v.ruleName.replace(/\[.*$/s, ''),
            resource: c.constructPath.slice(c.constructPath.lastIndexOf('/') + 1),
          })),
        ),
      );
    } catch {}
  }
  return results;
}

/** cfn_nag, with the Ruby that `command` starts (`ruby -I …`). */
export function runCfnNag(files: readonly string[], command: string): Results {
  const [program = 'ruby', ...args] = command.split(' ');
  const script = fileURLToPath(new URL('cfnNag.rb', import.meta.url));
  const { stdout, stderr, status } = spawnSync(program, [...args, script], {
    input: files.join('\n'),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  const results = new Map<string, Said[]>();
  for (const line of stdout.split('\n')) {
    const [file = '', id, resource = ''] = line.split('\t');
    if (id === undefined) continue;
    const said = results.get(file) ?? [];
    if (id !== '') said.push({ id, resource });
    results.set(file, said);
  }
  return results;
}
