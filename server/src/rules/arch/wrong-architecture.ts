/** A project that is another architecture than the one asked for: one finding that says all of it. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { by } from '../requirements/asked.ts';
import { architecture } from './architecture.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      services: [api_gateway, lambda, dynamodb]
  `,
};

export const wrongArchitecture = defineRule({
  id: 'arch/wrong-architecture',
  since: '0.2.0',
  severity: 'error',
  profile: 'requirement',
  docs: {
    summary: 'The project is the architecture that plumbline.yaml asks for.',
    why: `Where instances and a database stand in place of functions and a table, a list of every single thing that is missing
helps nobody. If of at least three required services more than half are missing, and at least as many services are built
that nobody asked for as asked ones are, this one finding says what was asked and what is built, and the rules about single
services and connections keep still.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Web:
              Type: AWS::EC2::Instance
            Database:
              Type: AWS::RDS::DBInstance
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new ec2.CfnInstance(this, 'Web', { imageId: 'ami-1' });
          new rds.CfnDBInstance(this, 'Database', { engine: 'postgres' });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Web:
              Type: AWS::Serverless::HttpApi
            Get:
              Type: AWS::Serverless::Function
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new lambda.CfnFunction(this, 'Get', { role: 'r', code: { zipFile: '' } });
          new dynamodb.CfnTable(this, 'Orders', { keySchema: [] });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/wellarchitected/latest/framework/welcome.html'],
  },
  messages: {
    different:
      'This is another architecture than the one asked for ({by}): {there} of {all} required services are there.\nasked and built: {built}\nasked and missing: {missing}\nbuilt and not asked for: {extra}',
  },
  *checkGraph({ graph }) {
    const { required, missing, extra, different } = architecture(graph);
    const [first] = required;
    if (!different || !first) return;
    const listed = (titles: readonly string[]) => (titles.length > 0 ? [...new Set(titles)].join(', ') : 'nothing');
    const built = required.filter(r => !missing.includes(r));
    yield {
      message: 'different',
      at: first.span,
      params: {
        by: by(first),
        there: built.length,
        all: required.length,
        built: listed(built.map(r => r.demand.of.title)),
        missing: listed(missing.map(r => r.demand.of.title)),
        extra: listed([...extra.keys()].map(s => s.title)),
      },
      requirement: first,
      related: [...extra].flatMap(([service, [resource]]) =>
        resource ? [{ span: resource.typeSpan, message: `${service.title}: ${resource.logicalId}` }] : [],
      ),
    };
  },
});
