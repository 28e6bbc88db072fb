import { expect, it } from 'vitest';
import { yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unusedDeclaration } from './unused-declaration.ts';

const template = (conditions: string, body: string) => yaml`
  Mappings:
    Sizes: { prod: { Delay: 3 } }
  Conditions:
    IsProd: !Equals [!Ref AWS::Region, eu-central-1]
    ${conditions}
  Resources:
    Jobs: { Type: AWS::SQS::Queue, Properties: { ${body} } }
`;

ruleTest(unusedDeclaration, ({ check, fixed }) => {
  check(
    'a condition of another one',
    template('IsOther: !Not [!Condition IsProd]', 'DelaySeconds: !If [IsOther, !FindInMap [Sizes, prod, Delay], 1]'),
    [],
  );
  check(
    'a mapping that a function chooses',
    template(
      'IsOther: !Not [{ Condition: IsProd }]',
      'DelaySeconds: !If [IsOther, !FindInMap [!Ref AWS::Region, prod, Delay], 1]',
    ),
    [],
  );
  check('neither', template('IsOther: !Equals [a, b]', 'DelaySeconds: 1'), [
    'hint wiring/unused-declaration "Sizes": Nothing uses the mapping Sizes.',
    'hint wiring/unused-declaration "IsProd": Nothing uses the condition IsProd.',
    'hint wiring/unused-declaration "IsOther": Nothing uses the condition IsOther.',
  ]);
  it('takes it away, and the section with its last one', () => {
    const mended = fixed(template('IsOther: !Equals [a, b]', 'DelaySeconds: 1'));
    expect(mended).not.toContain('Mappings');
    expect(mended).toContain('IsOther: !Equals [a, b]');
  });
});
