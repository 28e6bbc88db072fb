/** Services that were asked for and are not there, or not often enough. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import { type Asked, by, count, selected } from '../requirements/asked.ts';
import { architecture } from './architecture.ts';
import { scaffoldFix } from '../requirements/scaffold.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      services:
        require: [sns, sqs]
  `,
};

export const missingService = defineRule({
  id: 'arch/missing-service',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Every service that plumbline.yaml requires is there, as often as it says.',
    why: `A required service without a single resource is the plainest way not to build what was asked for, and the one that
no schema can find. What code makes that can't be followed (a construct of somebody else's, a pattern of the CDK) may be
anything: as long as it could be the missing service, nothing is reported. Resources under a condition count as there.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
        `,
        ASKS,
      ),
      withFiles(cdk`new sqs.Queue(this, 'Jobs');`, ASKS),
    ],
    good: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
            News:
              Type: AWS::SNS::Topic
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new sqs.Queue(this, 'Jobs');
          new sns.Topic(this, 'News');
        `,
        ASKS,
      ),
    ],
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html'],
  },
  messages: {
    none: '{service} is required, and nothing here makes one ({by}).',
    few: '{service} should be there {wanted} times, not {is} ({by}).',
    many: '{service} should be there {wanted} times, not {is}; this is one too many ({by}).',
  },
  *checkGraph({ graph }) {
    const { missing, required, different } = architecture(graph);
    if (different) return;
    for (const requirement of required) {
      const { demand } = requirement;
      // A REST API that is missing is the API Gateway that is missing, too.
      if (missing.includes(requirement) && missing.some(m => m !== requirement && covers(m.demand, demand))) continue;
      const { least, most } = count(graph, demand);
      const params = {
        service: demand.of.title,
        wanted:
          demand.max === null
            ? `at least ${demand.min}`
            : demand.max === demand.min
              ? `${demand.min}`
              : `${demand.min} to ${demand.max}`,
        by: by(requirement),
      };
      if (missing.includes(requirement))
        yield {
          message: most === 0 ? ('none' as const) : ('few' as const),
          at: requirement.span,
          params: { ...params, is: most },
          requirement,
          related: selected(graph, demand.of).map(r => ({ span: r.nameSpan, message: r.logicalId })),
          data: { demands: missing.filter(m => m !== requirement && covers(demand, m.demand)) },
        };
      else if (demand.max !== null && least > demand.max) {
        const surplus = selected(graph, demand.of).at(-1);
        if (surplus)
          yield {
            message: 'many' as const,
            at: surplus.nameSpan,
            params: { ...params, is: least },
            resource: surplus,
            requirement,
          };
      }
    }
  },
  fix({ message, requirement }, { graph }) {
    const demand = requirement?.demand;
    if (demand?.kind !== 'service' || message === 'many') return 'which of them may go is for you to say';
    if (demand.of.name !== null || demand.where) return 'how it is to be made is for you to say';
    return scaffoldFix(graph, demand.of.types);
  },
});

/** Whether what one demand asks for is all that another one does: its types are among the other's, which has more. */
function covers(exact: Asked<'service'>['demand'], wide: Asked<'service'>['demand']): boolean {
  if (exact.of.name !== null || wide.of.name !== null || exact.where || wide.where || exact.min < wide.min)
    return false;
  return exact.of.types.length < wide.of.types.length && exact.of.types.every(type => wide.of.types.includes(type));
}
