/**
 * What the peers' own test suites say of templates: which resources of a template break a check of theirs and which
 * keep it. Read from checkouts of checkov, cfn_nag, trivy-checks and the Guard rules registry.
 */
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isAlias, isMap, isNode, isScalar, isSeq, parseDocument } from 'yaml';

/** One statement of a test: of this file, these resources fail the check and those pass. `*`: some resource, or all. */
export interface Case {
  readonly suite: 'checkov' | 'cfn_nag' | 'trivy' | 'Guard';
  readonly file: string;
  /** The check's id, as the suite has it: `CKV_AWS_7`, `F19`, `AWS-0065`, a Guard rule. */
  readonly id: string;
  readonly bad: readonly string[];
  readonly good: readonly string[];
}

/** The resource types of a template by logical ID; empty where the file can't be read as one. */
export function typesOf(text: string): ReadonlyMap<string, string> {
  const types = new Map<string, string>();
  const resources = plain(text)?.Resources;
  if (resources && typeof resources === 'object')
    for (const [id, resource] of Object.entries(resources as Record<string, { Type?: unknown } | null>))
      if (typeof resource?.Type === 'string') types.set(id, resource.Type);
  return types;
}

/** A document as plain data, the short forms of intrinsic functions in their long form. */
function plain(text: string): Record<string, unknown> | null {
  const document = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  const data = (node: unknown): unknown => {
    if (isAlias(node)) return data(node.resolve(document));
    const value = isMap(node)
      ? Object.fromEntries(node.items.map(pair => [String(data(pair.key)), data(pair.value)]))
      : isSeq(node)
        ? node.items.map(data)
        : isScalar(node)
          ? node.value
          : null;
    const tag = isNode(node) ? (node.tag ?? '') : '';
    if (!/^!\w/.test(tag)) return value;
    const name = tag.slice(1);
    if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': value.split('.') };
    return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
  };
  return data(document.contents) as Record<string, unknown> | null;
}

const words = (text: string) => [...text.matchAll(/["']([\w:.-]+)["']/g)].map(m => m[1] as string);

/**
 * checkov: the sets of resources where its test has them; else by the words FAIL and PASS in the names of resources or of
 * the file, as its authors write them; else by the counts, where all pass or all fail. What is left is not used.
 */
export function checkovCases(root: string): Case[] {
  const cases: Case[] = [];
  const tests = path.join(root, 'tests/cloudformation/checks/resource/aws');
  const checks = path.join(root, 'checkov/cloudformation/checks/resource/aws');
  for (const test of globSync('test_*.py', { cwd: tests })) {
    const text = readFileSync(path.join(tests, test), 'utf8');
    const module = /resource\.aws\.(\w+) import check/.exec(text)?.[1];
    const source = module && path.join(checks, `${module}.py`);
    const id = source && existsSync(source) && /['"](CKV_AWS_\d+)['"]/.exec(readFileSync(source, 'utf8'))?.[1];
    const folder = /["']\/?((?:example_|Cloudsplaining_|S3Templates)\w*)/.exec(text)?.[1];
    if (!id || !folder) continue;
    const set = (name: string) => {
      const [, body] = new RegExp(`${name}_resources\\s*=\\s*\\{([^}]*)\\}`).exec(text) ?? [];
      return body === undefined ? null : words(body).map(w => w.slice(w.lastIndexOf('.') + 1));
    };
    const [failing, passing] = [set('failing'), set('passing')];
    const count = (name: string) => Number(new RegExp(`'${name}'\\], (\\d+)`).exec(text)?.[1] ?? Number.NaN);
    for (const file of globSync(`${folder}/**/*.{yaml,yml,json,template}`, { cwd: tests })) {
      const full = path.join(tests, file);
      const ids = [...typesOf(readFileSync(full, 'utf8')).keys()];
      const base = path.basename(file);
      let [bad, good]: [string[], string[]] = [[], []];
      if (failing || passing) {
        bad = ids.filter(i => failing?.includes(i));
        good = ids.filter(i => passing?.includes(i));
      } else if (/unknown/i.test(base)) continue;
      else if (/fail/i.test(base) !== /pass/i.test(base)) [bad, good] = /fail/i.test(base) ? [['*'], []] : [[], ['*']];
      else {
        bad = ids.filter(i => /fail/i.test(i));
        good = ids.filter(i => /pass/i.test(i));
        if (bad.length + good.length === 0 && count('failed') === 0) good = ['*'];
        if (bad.length + good.length === 0 && count('passed') === 0) bad = ['*'];
      }
      if (bad.length + good.length > 0) cases.push({ suite: 'checkov', file: full, id, bad, good });
    }
  }
  return cases;
}

/** cfn_nag: what each context of a rule's spec expects of its template; the other resources of the template pass. */
export function cfnNagCases(root: string): Case[] {
  const cases: Case[] = [];
  const rules = path.join(root, 'lib/cfn-nag/custom_rules');
  for (const spec of globSync('spec/custom_rules/*_spec.rb', { cwd: root })) {
    const rule = path.join(rules, path.basename(spec).replace('_spec', ''));
    const id = existsSync(rule) && /def rule_id\s+'(\w+)'/.exec(readFileSync(rule, 'utf8'))?.[1];
    if (!id) continue;
    const text = readFileSync(path.join(root, spec), 'utf8');
    for (const [, template, body] of text.matchAll(
      /read_test_template[( ]\s*['"]([^'"]+)['"]([\s\S]*?)(?=\bcontext\b|$)/g,
    )) {
      const list = /expected\w*\s*=\s*(?:%w\[([^\]]*)\]|\[([^\]]*)\])/.exec(body as string);
      const file = path.join(root, 'spec/test_templates', template as string);
      // Values of parameters and conditions that a spec passes besides are not in the template.
      if (
        !list ||
        !/\.\w+$/.test(file) ||
        !existsSync(file) ||
        /parameter_values|condition_values/.test(body as string)
      )
        continue;
      const bad = list[1] !== undefined ? list[1].split(/\s+/).filter(Boolean) : words(list[2] ?? '');
      const good = [...typesOf(readFileSync(file, 'utf8')).keys()].filter(i => !bad.includes(i));
      cases.push({ suite: 'cfn_nag', file, id, bad, good });
    }
    // The specs of password rules are generated; the names of the templates say what they are.
    const type = /resource_type = 'AWS::([\w:]+)'/.exec(text)?.[1]?.replaceAll('::', '_').toLowerCase();
    const property = /password_property = '(\w+)'/.exec(text)?.[1];
    if (!type || !property || /sub_property_name = '/.test(text)) continue;
    const snake = property.replace(/(?<=[a-z])(?=[A-Z])/g, '_').toLowerCase();
    for (const file of globSync(`spec/test_templates/*/${type}/${type}_${snake}_*`, { cwd: root })) {
      const passes = /not_set|parameter_with_noecho\.|secrets_manager|secure_systems_manager/.test(file);
      const full = path.join(root, file);
      cases.push({ suite: 'cfn_nag', file: full, id, bad: passes ? [] : ['*'], good: passes ? ['*'] : [] });
    }
  }
  return cases;
}

/** trivy: the good and bad templates of a check's documentation; written to `work` as files. */
export function trivyCases(root: string, work: string): Case[] {
  const cases: Case[] = [];
  for (const file of globSync('checks/cloud/aws/**/*.yaml', { cwd: root })) {
    const rego = path.join(root, file.replace(/yaml$/, 'rego'));
    const id = existsSync(rego) && /^#\s+id: (?:AVD-)?(AWS-\d+)/m.exec(readFileSync(rego, 'utf8'))?.[1];
    const examples = plain(readFileSync(path.join(root, file), 'utf8'))?.cloudformation as
      | { good?: string[]; bad?: string[] }
      | undefined;
    if (!id) continue;
    for (const kind of ['good', 'bad'] as const)
      for (const [n, text] of (examples?.[kind] ?? []).entries())
        cases.push({
          suite: 'trivy',
          id,
          file: write(work, `trivy-${id}-${kind}-${n}.yaml`, text),
          bad: kind === 'bad' ? ['*'] : [],
          good: kind === 'good' ? ['*'] : [],
        });
  }
  return cases;
}

/** Guard: the inputs of the registry's unit tests that a rule passes or fails; written to `work` as files. */
export function guardCases(root: string, work: string): Case[] {
  const cases: Case[] = [];
  for (const file of globSync('rules/aws/**/*tests.y{a,}ml', { cwd: root })) {
    const tests = plain(readFileSync(path.join(root, file), 'utf8').replace(/^(\s*#.*\n|---\n|\s*\n)*/, ''));
    if (!Array.isArray(tests)) continue;
    for (const [n, { input, expectations }] of tests.entries())
      for (const [id, verdict] of Object.entries((expectations?.rules ?? {}) as Record<string, string>)) {
        if (verdict === 'SKIP' || !input?.Resources) continue;
        const [bad, good] = verdict === 'FAIL' ? [['*'], []] : [[], ['*']];
        cases.push({
          suite: 'Guard',
          id,
          file: write(work, `guard-${id}-${n}.json`, JSON.stringify(input, null, 2)),
          bad,
          good,
        });
      }
  }
  return cases;
}

function write(folder: string, name: string, text: string): string {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}
