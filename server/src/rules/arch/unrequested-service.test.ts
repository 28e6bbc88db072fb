import { expect, it } from 'vitest';
import { cdk, json, withFiles, yaml } from '../../core/rule.ts';
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

ruleTest(unrequestedService, ({ check, fixed, offered }) => {
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

  const no = (service: string) => ({
    'plumbline.yaml': `version: 1\nrequirements: { services: { forbid: [${service}] } }\n`,
  });
  it('takes out what nothing refers to, and says that it is deleted', () => {
    const trails = yaml`
      Resources:
        # Jobs.
        Jobs:
          Type: AWS::SQS::Queue

        Trail:
          Type: AWS::CloudTrail::Trail
          Properties:
            IsLogging: true
    `;
    const example = withFiles(trails, no('cloudtrail'));
    expect(fixed(example)).toBe(trails.text.slice(0, trails.text.indexOf('  Trail:')).replace(/\n\n$/, '\n\n'));
    expect(offered(example)).toEqual(['replacement: Remove Trail: the next deployment deletes it, with what it holds']);
    const inJson = json`
      {
        "Resources": {
          "Jobs": { "Type": "AWS::SQS::Queue" },
          "Trail": { "Type": "AWS::CloudTrail::Trail", "DeletionPolicy": "Retain" }
        }
      }
    `;
    expect(JSON.parse(fixed(withFiles(inJson, no('cloudtrail'))))).toEqual({
      Resources: { Jobs: { Type: 'AWS::SQS::Queue' } },
    });
    expect(offered(withFiles(inJson, no('cloudtrail')))).toEqual([
      'replacement: Remove Trail: it stays in the account',
    ]);
    const code = fixed(
      withFiles(
        cdk`
          new sqs.Queue(this, 'Jobs');
          // For everything.
          const vpc = new ec2.Vpc(this, 'Vpc', {
            maxAzs: 2,
          });
        `,
        no('vpc'),
      ),
    );
    expect(code).not.toMatch(/Vpc|For everything/);
    expect(code).toContain("new sqs.Queue(this, 'Jobs');\n");
  });
  it('leaves alone what is used', () => {
    const used = yaml`
      Resources:
        Jobs: { Type: AWS::SQS::Queue }
        Policy: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [!Ref Jobs], PolicyDocument: { Statement: [] } } }
    `;
    expect(offered(withFiles(used, no('sqs')))[0]).toMatch(/^refused: .*\(Policy uses it\)$/);
    const code = cdk`
      const jobs = new sqs.Queue(this, 'Jobs');
      console.log(jobs);
    `;
    expect(offered(withFiles(code, no('sqs')))[0]).toMatch(/^refused: .*\(jobs is used elsewhere\)$/);
  });
});
