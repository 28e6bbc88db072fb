/** The environment falls back to another one than the project says. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { at, stringOf } from '../../core/value.ts';
import { type Asked, asked, by } from '../requirements/asked.ts';
import { isEnvironmentName } from './patterns.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      environments:
        names: [dev, staging, prod]
        default: dev
  `,
};

/** What environments are usually called: a fallback that is none of these is another thing that happens to be called so. */
const USUAL =
  /^(dev|develop|development|local|sandbox|test|testing|qa|uat|int|stage|staging|stg|preprod|prod|production|prd|live|demo)$/i;

export const wrongDefaultEnvironment = defineRule({
  id: 'naming/wrong-default-environment',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'When nobody says which environment it is, it is the one that plumbline.yaml names.',
    why: `Names, tags and sizes hang on the environment. A deployment that forgets to say it takes the fallback in the code:
with the wrong one a trial run collides with production, or production is called \`dev\` and sized for it.`,
    bad: [
      withFiles(
        yaml`
          Parameters:
            EnvironmentSuffix:
              Type: String
              Default: prod
          Resources:
            Invoices:
              Type: AWS::S3::Bucket
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const stage = this.node.tryGetContext('stage') ?? 'prod';
          new sqs.Queue(this, 'Orders', { queueName: 'orders-' + stage });
        `,
        ASKS,
      ),
    ],
    good: [
      withFiles(
        yaml`
          Parameters:
            EnvironmentSuffix:
              Type: String
              Default: dev
          Resources:
            Invoices:
              Type: AWS::S3::Bucket
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          const stage = this.node.tryGetContext('stage') ?? 'dev';
          new sqs.Queue(this, 'Orders', { queueName: 'orders-' + stage });
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/cdk/v2/guide/environments.html'],
  },
  messages: { fallback: 'The environment falls back to {is}; it should be {wanted} ({by}).' },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'environment')) {
      const { fallback } = requirement.demand;
      if (fallback === null) continue;
      const signal = (is: string) => ({
        message: 'fallback' as const,
        params: { is, wanted: fallback, by: by(requirement) },
        requirement,
        data: fallback,
      });
      for (const fact of graph.source)
        if (fact.kind === 'default' && isEnvironmentName(fact.name) && isWrong(requirement, fact.value))
          yield { ...signal(fact.value), at: fact.span };
      for (const stack of graph.stacks) {
        const parameters = stack.sections ? at(stack.sections, 'Parameters') : null;
        for (const { key, value } of parameters?.kind === 'object' ? parameters.entries : []) {
          const written = at(value, 'Default');
          const text = stringOf(written);
          if (text !== null && written.kind !== 'absent' && isEnvironmentName(key) && isWrong(requirement, text))
            yield { ...signal(text), at: written.span };
        }
      }
    }
  },
  fix({ at: place, data }, { graph }) {
    const to = String(data);
    const title = `Fall back to ${to}`;
    const parameters = graph.stacks.flatMap(s => {
      const section = s.sections ? at(s.sections, 'Parameters') : null;
      return section?.kind === 'object' ? section.entries.map(e => at(e.value, 'Default')) : [];
    });
    const value = parameters.find(v => v.kind !== 'absent' && v.span.uri === place.uri && v.span.start === place.start);
    if (value) return [{ title, intents: [{ kind: 'replaceValue', value, with: to }], safety: 'review' }];
    // The literal's own text, its quotes left as they are.
    const inner = { ...place, start: place.start + 1, end: place.end - 1 };
    return [{ title, intents: [{ kind: 'replaceText', span: inner, text: to, reachesAll: true }], safety: 'review' }];
  },
});

function isWrong({ demand: { names, fallback } }: Asked<'environment'>, value: string): boolean {
  return value !== fallback && (names.includes(value) || USUAL.test(value));
}
