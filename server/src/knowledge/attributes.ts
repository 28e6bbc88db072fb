/** What `Fn::GetAtt` takes of each CloudFormation type. */
import { json } from './attributes.generated.ts';
import { lazy } from './lazy.ts';

const table = lazy(() => JSON.parse(json) as Readonly<Record<string, string>>);

/**
 * What resources of SAM's own types give beside what they expand to, by the pages of the types:
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-resources-and-properties.html
 */
const EXPANDED: Readonly<Record<string, string>> = {
  'AWS::Serverless::Function': 'AWS::Lambda::Function',
  'AWS::Serverless::Api': 'AWS::ApiGateway::RestApi',
  'AWS::Serverless::HttpApi': 'AWS::ApiGatewayV2::Api',
  'AWS::Serverless::SimpleTable': 'AWS::DynamoDB::Table',
  'AWS::Serverless::StateMachine': 'AWS::StepFunctions::StateMachine',
  'AWS::Serverless::GraphQLApi': 'AWS::AppSync::GraphQLApi',
};

/** The attributes of a type by name (`Arn`, `Endpoint.Address`), sorted; empty for a type that is not known or has none. */
export function attributesOf(type: string): readonly string[] {
  const real = Object.hasOwn(EXPANDED, type) ? (EXPANDED[type] as string) : type;
  return Object.hasOwn(table(), real) ? (table()[real] as string).split(' ') : [];
}
