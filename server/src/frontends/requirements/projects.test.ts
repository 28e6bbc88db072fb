/** Requirements in several folders: the nearest file upwards holds for a project, and files may be extended across projects. */
import { describe, expect, it } from 'vitest';
import { createWorkspace } from '../../all.ts';
import type { Workspace } from '../../core/workspace.ts';
import { statesOf } from '../../rules/requirements/states.ts';

const ROOT = 'file:///work';
const QUEUE = 'Resources:\n  Jobs:\n    Type: AWS::SQS::Queue\n    Properties: { QueueName: jobs }\n';
const TOPIC = 'Resources:\n  News:\n    Type: AWS::SNS::Topic\n    Properties: { TopicName: news }\n';
const asks = (requirements: string, more = '') => `version: 1\n${more}requirements: ${requirements}\n`;

/** Folders in `projects` are projects; all else belongs to the workspace folder. */
function workspaceOf(projects: readonly string[], files: Readonly<Record<string, string>>): Workspace {
  const roots = projects.map(p => `${ROOT}/${p}`).sort((a, b) => b.length - a.length);
  const workspace = createWorkspace({
    host: { fileExists: uri => Object.keys(files).some(name => uri === `${ROOT}/${name}`) },
    projectOf: uri => roots.find(root => uri.startsWith(`${root}/`)) ?? ROOT,
    today: () => '2026-11-21',
  });
  workspace.engine.onFailure = failure => {
    throw failure.error;
  };
  for (const [name, text] of Object.entries(files)) workspace.update({ uri: `${ROOT}/${name}`, version: 1, text });
  return workspace;
}

function found(workspace: Workspace, rule: string): string[] {
  return workspace
    .allFindings()
    .filter(f => f.rule === rule)
    .map(f => `${f.span.uri.slice(ROOT.length + 1)}: ${f.message}`);
}

describe('the nearest file upwards', () => {
  const files = {
    'plumbline.yaml': asks('{ naming: "shop-{resource}" }'),
    'apps/orders/t.yaml': QUEUE,
    'apps/news/plumbline.yaml': asks('{ naming: "news-{resource}" }'),
    'apps/news/t.yaml': TOPIC,
  };

  it('holds for each project below it', () => {
    const workspace = workspaceOf(['apps/orders', 'apps/news'], files);
    expect(found(workspace, 'naming/off-pattern')).toEqual([
      'apps/orders/t.yaml: The name jobs of Jobs does not follow shop-{resource} (plumbline.yaml:2).',
      'apps/news/t.yaml: The name news of News does not follow news-{resource} (plumbline.yaml:2).',
    ]);
  });

  it('does so when it comes, changes and goes', () => {
    const workspace = workspaceOf(['apps/orders', 'apps/news'], { 'apps/orders/t.yaml': QUEUE });
    expect(found(workspace, 'naming/off-pattern')).toEqual([]);
    const uri = `${ROOT}/plumbline.yaml`;
    workspace.update({ uri, version: 1, text: asks('{ naming: "shop-{resource}" }') });
    expect(found(workspace, 'naming/off-pattern')).toHaveLength(1);
    workspace.update({ uri, version: 2, text: asks('{ naming: "{resource}" }') });
    expect(found(workspace, 'naming/off-pattern')).toEqual([]);
    workspace.update({ uri, version: 3, text: asks('{ naming: "shop-{resource}" }') });
    workspace.remove(uri);
    expect(found(workspace, 'naming/off-pattern')).toEqual([]);
  });

  it('says once what is missing from several projects, and what is wrong with itself', () => {
    const workspace = workspaceOf(['a', 'b'], {
      'plumbline.yaml': asks('{ services: [kms], nmaing: x }'),
      'a/t.yaml': QUEUE,
      'b/t.yaml': TOPIC,
    });
    expect(found(workspace, 'arch/missing-service')).toEqual([
      expect.stringMatching(/^plumbline\.yaml: KMS is missing|^plumbline\.yaml: .*KMS/),
    ]);
    expect(found(workspace, 'requirements/invalid')).toHaveLength(1);
    expect(workspace.findings(`${ROOT}/plumbline.yaml`)).toHaveLength(2);
  });

  it('is judged over all of them', () => {
    const workspace = workspaceOf(['a', 'b'], {
      'plumbline.yaml': asks('{ naming: "shop-{resource}", services: [sqs] }'),
      'a/t.yaml': QUEUE,
      'b/t.yaml': QUEUE.replace('QueueName: jobs', 'QueueName: shop-jobs'),
    });
    const states = statesOf(workspace, `${ROOT}/plumbline.yaml`);
    expect(states.map(s => `${s.requirement.name} ${s.state} ${s.violations.length}`)).toEqual([
      'naming violated 1',
      'services.require.sqs met 0',
    ]);
  });

  it('has ignores that hold in them, of which none is idle because another project needs it not', () => {
    const ignore = 'ignore:\n  - { path: "a/**", rule: naming/off-pattern, reason: old }\n';
    const workspace = workspaceOf(['a', 'b'], {
      'plumbline.yaml': asks('{ naming: "shop-{resource}" }', ignore),
      'a/t.yaml': QUEUE,
      'b/t.yaml': QUEUE,
    });
    expect(found(workspace, 'naming/off-pattern')).toEqual([expect.stringContaining('b/t.yaml')]);
    expect(found(workspace, 'requirements/unused-ignore')).toEqual([]);
  });

  it('is there, too, where fixes are tried', () => {
    const workspace = workspaceOf(['a'], {
      'plumbline.yaml': asks('{ naming: "shop-{resource}" }'),
      'a/t.yaml': QUEUE,
    });
    const uri = `${ROOT}/a/t.yaml`;
    const copy = workspace.fork(uri);
    copy.update({ uri, version: 2, text: `${QUEUE}# changed\n` });
    expect(copy.findings(uri).map(f => f.rule)).toContain('naming/off-pattern');
  });
});

describe('a file of another project', () => {
  it('can be extended, and what is changed there counts here', () => {
    const workspace = workspaceOf(['app'], {
      'shared.plumbline.yaml': asks('{ naming: "shop-{resource}" }'),
      'app/plumbline.yaml': 'version: 1\nextends: ../shared.plumbline.yaml\n',
      'app/t.yaml': QUEUE,
    });
    expect(found(workspace, 'naming/off-pattern')).toHaveLength(1);
    expect(found(workspace, 'requirements/invalid')).toEqual([]);
    const uri = `${ROOT}/shared.plumbline.yaml`;
    workspace.update({ uri, version: 2, text: asks('{ naming: "{resource}" }') });
    expect(found(workspace, 'naming/off-pattern')).toEqual([]);
  });

  it('can be the one above', () => {
    const workspace = workspaceOf(['app'], {
      'plumbline.yaml': asks('{ naming: "shop-{resource}", services: [kms] }'),
      'app/plumbline.yaml': asks('{ naming: "{resource}" }', 'extends: ../plumbline.yaml\n'),
      'app/t.yaml': QUEUE,
    });
    expect(found(workspace, 'naming/off-pattern')).toEqual([]);
    expect(found(workspace, 'arch/missing-service')).toEqual([expect.stringContaining('KMS')]);
  });

  it('can be of any name, if it states requirements', () => {
    for (const [name, text] of [
      ['shared.yaml', asks('{ naming: "shop-{resource}", nonsense: 1 }')],
      ['shared.json', '{ "version": 1,\n  "requirements": { "naming": "shop-{resource}", "nonsense": 1 } }'],
    ] as const) {
      const files = { [name]: text, 'app/t.yaml': QUEUE };
      const workspace = workspaceOf(['app'], { ...files, 'app/plumbline.yaml': `version: 1\nextends: ../${name}\n` });
      expect(found(workspace, 'naming/off-pattern')).toHaveLength(1);
      expect(found(workspace, 'requirements/invalid')).toEqual([expect.stringContaining('nonsense is no key')]);
      expect(found(workspaceOf(['app'], files), 'requirements/invalid')).toEqual([]);
    }
  });

  it('that is no requirements file is told from one that is missing', () => {
    const workspace = workspaceOf(['app'], {
      'shared.yaml': 'Resources: {}\n',
      'app/plumbline.yaml': 'version: 1\nextends: [../shared.yaml, ../shred.plumbline.yaml]\n',
      'app/t.yaml': QUEUE,
    });
    expect(found(workspace, 'requirements/invalid')).toEqual([
      'app/plumbline.yaml: ../shared.yaml is not read as requirements: a file that can be extended says `version: 1` and has `requirements`.',
      expect.stringContaining('There is no file in this workspace, and no profile, ../shred.plumbline.yaml.'),
    ]);
  });
});
