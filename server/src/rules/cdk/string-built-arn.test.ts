import { cdk, withFiles } from '../../core/rule.ts';
import { ruleTest } from '../../testing/ruleTest.ts';
import { stringBuiltArn } from './string-built-arn.ts';

const app = (expression: string, environment = '') =>
  withFiles(
    cdk`
      const topic = new sns.Topic(this, 'Orders', { topicName: 'orders' });
      new nodejs.NodejsFunction(this, 'Sender', {
        runtime: lambda.Runtime.NODEJS_22_X,
        entry: 'lambda/sender.ts',
        environment: { ${environment} },
      });
    `,
    { 'lambda/sender.ts': `export const handler = async (event: any) => ${expression};\n` },
  );
const built = (name: string) => `\`arn:aws:sns:\${process.env.AWS_REGION}:\${event.account}:${name}\``;

ruleTest(stringBuiltArn, ({ check }) => {
  const said = (text: string) =>
    `information cdk/string-built-arn ${JSON.stringify(text)}: The ARN of Orders is put together here. Sender could be given it as an environment variable.`;
  check('a name that is written', app(built('orders')), [said(built('orders'))]);
  check('a name that the stack hands over', app(built('${process.env.TOPIC}'), 'TOPIC: topic.topicName'), [
    said(built('${process.env.TOPIC}')),
  ]);
  const sum = `'arn:aws:sns:' + process.env.AWS_REGION + ':' + event.account + ':orders'`;
  check('a sum', app(sum), [said(sum)]);
  check('a name of something else is silent', app(built('invoices')), []);
  check('a name that the event brings is silent', app(built('${event.topic}')), []);
  check('text that is no ARN is silent', app('`arn: ${event.account}:orders`'), []);
});
