import { expect, it } from 'vitest';
import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { resourceInRootStack } from './resource-in-root-stack.ts';

const asks = (layout: string) => ({ 'plumbline.yaml': `version: 1\nrequirements:\n  layout: ${layout}\n` });
const queue = cdk`new sqs.Queue(this, 'Jobs');`;

const root = (statements: string) =>
  withFiles(
    cdk`
      import * as cdk from 'aws-cdk-lib';
      import { Construct } from 'constructs';
      import * as sqs from 'aws-cdk-lib/aws-sqs';
      class Jobs extends Construct {
        constructor(scope: Construct, id: string) {
          super(scope, id);
          new sqs.Queue(this, 'Queue');
        }
      }
      // The table of contents.
      export class AppStack extends cdk.Stack {
        constructor(scope: Construct, id: string) {
          super(scope, id);
          new Jobs(this, 'Jobs');
          ${statements}
        }
      }
    `,
    asks('{ root_stack: no_resources }'),
  );

ruleTest(resourceInRootStack, ({ check, fixed, offered }) => {
  check('a file that only puts things together', withFiles(queue, asks('{ no_resources_in: ["*.ts"] }')), [
    'warning structure/resource-in-root-stack "sqs.Queue": Jobs is made in a file that should only put things together (plumbline.yaml:3).',
  ]);
  check('silent: another file', withFiles(queue, asks('{ no_resources_in: [lib/app-stack.ts] }')), []);
  check(
    'silent: a stack that holds nothing else is no root',
    withFiles(queue, asks('{ root_stack: no_resources }')),
    [],
  );
  check(
    'silent: rules of a security group are no construct of the project',
    withFiles(
      cdk`
        const vpc = new ec2.Vpc(this, 'Vpc');
        const door = new ec2.SecurityGroup(this, 'Door', { vpc });
        door.addIngressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(443));
      `,
      asks('{ root_stack: no_resources }'),
    ),
    [],
  );

  it('moves a resource into a class above the stack, and leaves its variable', () => {
    const text = fixed(root("const extra = new sqs.Queue(this, 'Extra', { fifo: true });"));
    expect(text).toContain("const extra = new ExtraConstruct(this, 'Extra').resource;");
    expect(text).toContain("this.resource = new sqs.Queue(this, 'Extra', { fifo: true });");
    expect(text.indexOf('class ExtraConstruct')).toBeLessThan(text.indexOf('// The table of contents.'));
  });
  it('says that CloudFormation replaces it', () => {
    expect(offered(root("new sqs.Queue(this, 'Extra');"))).toEqual([
      'replacement: Move Extra into a construct of its own (changes its logical ID: CloudFormation replaces Extra)',
    ]);
  });
  it('moves several at once', () => {
    const text = fixed(root("new sqs.Queue(this, 'One');\nconst two = new sqs.Queue(this, 'Two');"));
    expect(text).toContain("new OneConstruct(this, 'One');");
    expect(text).toContain("new TwoConstruct(this, 'Two').resource;");
  });
  it('hands over what it is made of, as typed props, and assigns it back', () => {
    const text = fixed(
      root(`const dead = new sqs.Queue(this, 'Dead');
          this.extra = new sqs.Queue(this, 'Extra', { queueName: id, deadLetterQueue: { queue: dead, maxReceiveCount: 3 } });`),
    );
    expect(text.slice(text.indexOf('interface Extra'), text.indexOf('// The table'))).toMatchInlineSnapshot(`
      "interface ExtraConstructProps {
        readonly id: string;
        readonly dead: sqs.Queue;
      }

      class ExtraConstruct extends Construct {
        public readonly resource: sqs.Queue;

        constructor(scope: Construct, id: string, props: ExtraConstructProps) {
          super(scope, id);
          this.resource = new sqs.Queue(this, 'Extra', { queueName: props.id, deadLetterQueue: { queue: props.dead, maxReceiveCount: 3 } });
        }
      }

      "
    `);
    expect(text).toContain("this.extra = new ExtraConstruct(this, 'Extra', { id, dead }).resource;");
  });
  it('refuses what has no type that could be written', () => {
    const [offer] = offered(root("const { name } = options();\nnew sqs.Queue(this, 'Extra', { queueName: name });"));
    expect(offer).toMatch(/^refused: .*\(it uses name of the stack\)$/);
    const [other] = offered(root("new sqs.Queue(this, 'Extra', { queueName: this.stackName });"));
    expect(other).toMatch(/^refused: .*\(it uses this.stackName, of which no type is written\)$/);
  });
});
