/**
 * `npm run new-rule family/what-is-bad` writes a rule and its test. Both typecheck; the test fails until the rule says
 * something. `--root <folder>` writes below another folder than this project.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { root: { type: 'string', default: path.join(import.meta.dirname, '..') } },
});
const [id, ...more] = positionals;

function refuse(message: string): never {
  console.error(`new-rule: ${message}`);
  process.exit(2);
}

if (id === undefined || more.length > 0) refuse('takes one id: npm run new-rule family/what-is-bad');
if (!/^[a-z][a-z0-9]*\/[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))
  refuse(`${JSON.stringify(id)} is no rule id: family/what-is-bad in lower case, words joined by hyphens`);
const [family, name] = id.split('/') as [string, string];
if (family === 'syntax') refuse('the family syntax is for problems of the documents themselves');
const variable = name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const folder = path.join(values.root, 'server/src/rules', family);
const rule = path.join(folder, `${name}.ts`);
const test = path.join(folder, `${name}.test.ts`);
for (const file of [rule, test]) if (existsSync(file)) refuse(`${path.relative(values.root, file)} exists already`);

mkdirSync(folder, { recursive: true });
writeFileSync(
  rule,
  `/** What is bad, in one sentence. */
import { cdk, defineRule, yaml } from '../../core/rule.ts';
import { at, booleanOf, inScenario, scenarios } from '../../core/value.ts';

export const ${variable} = defineRule({
  id: '${id}',
  since: '0.1.0',
  severity: 'warning',
  profile: 'recommended',
  docs: {
    summary: 'One sentence that says what should be so.',
    why: 'What goes wrong otherwise.',
    // Each bad example raises exactly one finding of this rule; each good one is silent.
    bad: [
      yaml\`
        Resources:
          Thing:
            Type: AWS::Service::Thing
            Properties:
              Enabled: false
      \`,
      cdk\`
        new cdk.CfnResource(this, 'Thing', { type: 'AWS::Service::Thing', properties: { Enabled: false } });
      \`,
    ],
    good: [
      yaml\`
        Resources:
          Thing:
            Type: AWS::Service::Thing
            Properties:
              Enabled: true
      \`,
    ],
    links: [],
    peers: [],
  },
  messages: { bad: '{name} is bad{when}.' },
  // Write the real type here: until then the examples raise nothing and the test fails.
  types: [],

  *checkResource(resource) {
    for (const { value, when } of scenarios(at(resource.properties, 'Enabled'))) {
      // Unknown means silence.
      if (booleanOf(value) !== false || value.kind === 'absent') continue;
      yield { message: 'bad', at: value.span, params: { name: resource.logicalId, when: inScenario(when) } };
    }
  },
});
`,
);
writeFileSync(
  test,
  `/** ${id} */
import { cdk, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { ${variable} } from './${name}.ts';

ruleTest(${variable}, ({ check }) => {
  check(
    'reports it',
    yaml\`
      Resources:
        Thing:
          Type: AWS::Service::Thing
          Properties:
            Enabled: false
      #              ^^^^^ warning ${id}: Thing is bad.
    \`,
  );

  check(
    'is silent where it cannot see',
    cdk\`
      new cdk.CfnResource(this, 'Thing', { type: 'AWS::Service::Thing', properties: { ...shared } });
    \`,
  );
});
`,
);
console.log(`${path.relative(process.cwd(), rule)}
${path.relative(process.cwd(), test)}

Next: fill them in until \`npx vitest run server/src/rules/${family}\` passes, then \`npm run generate\`.`);
