/** Reservations beyond what there is. */
import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { excessiveReservation } from './excessive-reservation.ts';

const functions = (a: string, b: string) => yaml`
  Parameters:
    Some: { Type: Number, Default: 999 }
  Resources:
    A: { Type: AWS::Lambda::Function, Properties: { ReservedConcurrentExecutions: ${a} } }
    B: { Type: AWS::Lambda::Function, Properties: { ReservedConcurrentExecutions: ${b} } }
`;

ruleTest(excessiveReservation, ({ check }) => {
  check('together, at the largest', functions('400', '501'), [
    'warning lambda/excessive-reservation "501": 2 functions reserve 901 calls at the same time; an account has 900 to reserve.',
  ]);
  check('silent: exactly that', functions('400', '500'), []);
  check('silent: a parameter says it', functions('400', '!Ref Some'), []);
  check(
    'silent: the quota was raised',
    withFiles(functions('900', '900'), {
      'plumbline.yaml': 'version: 1\nrules: { lambda/excessive-reservation: { reservable: 2900 } }\n',
    }),
    [],
  );
});
