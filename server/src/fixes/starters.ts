/** New constructs of CDK code that take other constructs, code or widgets rather than CloudFormation's properties. */
import type { NewValue } from '../core/intent.ts';
import type { PropValue } from './props.ts';
import { refuse } from './text.ts';
import { isList, isObject } from './types.ts';

/** A construct and its props, or those of its props that CloudFormation's properties don't give. */
export interface Starter {
  readonly fqn: string;
  readonly props: Readonly<Record<string, PropValue>>;
  /** Properties that the props say already. */
  readonly says: readonly string[];
}

const plain = (value: NewValue): PropValue => ({ kind: 'plain', value });

/**
 * How a new resource of a type begins in CDK code; null for types of which the construct's own props say everything.
 * @param uses Ids of the resources that it works with.
 */
export function starter(
  type: string,
  properties: Readonly<Record<string, NewValue>>,
  uses: readonly string[],
): Starter | null {
  const [first] = uses;
  switch (type) {
    case 'AWS::Lambda::Function': {
      const { Code } = properties;
      const text = Code !== undefined && isObject(Code) ? Code.$object.ZipFile : undefined;
      if (typeof text !== 'string') return null;
      const code: PropValue = { kind: 'call', callee: 'aws-cdk-lib.aws_lambda.Code.fromInline', args: [plain(text)] };
      return { fqn: 'aws-cdk-lib.aws_lambda.Function', props: { code }, says: ['Code'] };
    }
    case 'AWS::DynamoDB::Table': {
      const name = soleKey(properties);
      if (name === null) return null;
      const type: PropValue = { kind: 'member', name: 'aws-cdk-lib.aws_dynamodb.AttributeType.STRING' };
      return {
        fqn: 'aws-cdk-lib.aws_dynamodb.Table',
        props: { partitionKey: { kind: 'object', entries: { name: plain(name), type } } },
        says: ['AttributeDefinitions', 'KeySchema'],
      };
    }
    case 'AWS::SecretsManager::Secret':
      // The construct makes up a value by itself.
      return { fqn: 'aws-cdk-lib.aws_secretsmanager.Secret', props: {}, says: ['GenerateSecretString'] };
    case 'AWS::ApiGateway::RestApi':
      if (first === undefined) refuse('there is no function that it could call');
      return {
        fqn: 'aws-cdk-lib.aws_apigateway.LambdaRestApi',
        props: { handler: { kind: 'construct', id: first } },
        says: [],
      };
    case 'AWS::EC2::VPC':
      return { fqn: 'aws-cdk-lib.aws_ec2.Vpc', props: { maxAzs: plain(2) }, says: Object.keys(properties) };
    case 'AWS::EC2::FlowLog': {
      if (first === undefined) refuse('there is no VPC');
      const vpc: PropValue = { kind: 'construct', id: first };
      const resourceType: PropValue = {
        kind: 'call',
        callee: 'aws-cdk-lib.aws_ec2.FlowLogResourceType.fromVpc',
        args: [vpc],
      };
      return { fqn: 'aws-cdk-lib.aws_ec2.FlowLog', props: { resourceType }, says: [] };
    }
    case 'AWS::CloudWatch::Dashboard': {
      const widget = (name: string, props: Readonly<Record<string, PropValue>>): PropValue => ({
        kind: 'call',
        callee: `new aws-cdk-lib.aws_cloudwatch.${name}`,
        args: [{ kind: 'object', entries: props }],
      });
      const left = uses.map((id): PropValue => ({ kind: 'method', id, name: 'metricErrors' }));
      const shown =
        left.length > 0
          ? widget('GraphWidget', { title: plain('Errors'), left: { kind: 'list', items: left } })
          : widget('TextWidget', { markdown: plain('What is to be watched goes here.') });
      const widgets: PropValue = { kind: 'list', items: [{ kind: 'list', items: [shown] }] };
      return { fqn: 'aws-cdk-lib.aws_cloudwatch.Dashboard', props: { widgets }, says: ['DashboardBody'] };
    }
    default:
      return null;
  }
}

/** The name of the one attribute of a table, a text, that is its key; null for other tables. */
function soleKey({ AttributeDefinitions: attributes }: Readonly<Record<string, NewValue>>): string | null {
  const [only, ...others] = attributes !== undefined && isList(attributes) ? attributes : [];
  if (only === undefined || others.length > 0 || !isObject(only) || only.$object.AttributeType !== 'S') return null;
  const { AttributeName: name } = only.$object;
  return typeof name === 'string' ? name : null;
}
