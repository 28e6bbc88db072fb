import { withFiles, yaml } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { unrequestedService } from './unrequested-service.ts';

const template = yaml`
  Resources:
    Worker: { Type: AWS::Lambda::Function }
    WorkerRole: { Type: AWS::IAM::Role }
    WorkerLogs: { Type: AWS::Logs::LogGroup }
    Trail: { Type: AWS::CloudTrail::Trail }
    Second: { Type: AWS::CloudTrail::Trail }
    Dlq: { Type: AWS::SQS::Queue }
    Thing: { Type: Custom::Thing }
`;
const asks = (text: string) => withFiles(template, { 'plumbline.yaml': `version: 1\nrequirements:\n${text}` });
const trail = (message: string) => `warning arch/unrequested-service "AWS::CloudTrail::Trail": ${message}`;

ruleTest(unrequestedService, ({ check }) => {
  check(
    'what is neither required nor optional, once a service',
    asks('  services: { require: [lambda], only: true }\n  resilience: { dead_letters: [lambda] }\n'),
    [trail('CloudTrail is neither required nor optional (plumbline.yaml:3).')],
  );
  check('silent: optional', asks('  services: { require: [lambda], optional: [cloudtrail, sqs], only: true }\n'), []);
  check('silent: nobody says that it is all', asks('  services: [lambda]\n'), []);
  check(
    'forbidden, each of them, and not twice',
    asks('  services: { require: [lambda, sqs], only: true, forbid: [{ of: cloudtrail, why: There is one. }] }\n'),
    [
      trail('Trail is one of CloudTrail, which must not be used: There is one (plumbline.yaml:3).'),
      trail('Second is one of CloudTrail, which must not be used: There is one (plumbline.yaml:3).'),
    ],
  );
  check('forbidden by its logical ID', asks('  services: { forbid: [Second] }\n'), [
    trail('Second is one of Second, which must not be used (plumbline.yaml:3).'),
  ]);
});
