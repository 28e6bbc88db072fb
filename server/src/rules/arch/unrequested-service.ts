/** Services that nobody asked for, or that were forbidden. */
import { cdk, defineRule, withFiles, yaml } from '../../core/rule.ts';
import type { Intent } from '../../core/intent.ts';
import { at, stringOf } from '../../core/value.ts';
import { asked, by, selected } from '../requirements/asked.ts';
import { architecture } from './architecture.ts';

const ASKS = {
  'plumbline.yaml': `
    version: 1
    requirements:
      services:
        require: [sqs]
        forbid:
          - { of: nat_gateway, why: It costs more than everything else together. }
  `,
};

export const unrequestedService = defineRule({
  id: 'arch/unrequested-service',
  since: '0.2.0',
  severity: 'warning',
  profile: 'requirement',
  docs: {
    summary: 'Nothing is built that plumbline.yaml forbids, or, where it says so, that it does not ask for.',
    why: `What nobody asked for costs money, has to be looked after, and hides what was asked for. What is forbidden is often
what an account may have only once. With \`only: true\` every service counts that is neither required nor optional nor named
by another requirement; roles, keys, log groups and other helpers never do. What nothing refers to can be taken out; the next
deployment then deletes it, with what it holds, so this is never done along with other fixes.`,
    bad: [
      withFiles(
        yaml`
          Resources:
            Jobs:
              Type: AWS::SQS::Queue
            Nat:
              Type: AWS::EC2::NatGateway
        `,
        ASKS,
      ),
      withFiles(
        cdk`
          new sqs.Queue(this, 'Jobs');
          new ec2.CfnNatGateway(this, 'Nat', { subnetId: 'subnet-1' });
        `,
        ASKS,
      ),
    ],
    good: [
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
    links: ['https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-template-resource-type-ref.html'],
  },
  messages: {
    forbidden: '{resource} is one of {service}, which must not be used{why} ({by}).',
    unasked: '{service} is neither required nor optional ({by}).',
  },
  *checkGraph({ graph }) {
    for (const requirement of asked(graph, 'service')) {
      if (requirement.demand.need !== 'forbidden') continue;
      const { why } = requirement;
      for (const resource of selected(graph, requirement.demand.of))
        yield {
          message: 'forbidden',
          at: resource.typeSpan,
          params: {
            resource: resource.logicalId,
            service: requirement.demand.of.title,
            why: why ? `: ${why.replace(/\.$/, '')}` : '',
            by: by(requirement),
          },
          resource,
          requirement,
        };
    }
    const [only] = asked(graph, 'only-services');
    const { extra, different } = architecture(graph);
    if (!only || different) return;
    const forbidden = new Set(
      asked(graph, 'service').flatMap(r => (r.demand.need === 'forbidden' ? r.demand.of.types : [])),
    );
    for (const [service, resources] of extra) {
      const [first, ...others] = resources;
      if (!first || forbidden.has(first.type)) continue;
      yield {
        message: 'unasked',
        at: first.typeSpan,
        params: { service: service.title, by: by(only) },
        resource: first,
        requirement: only,
        related: others.map(r => ({ span: r.typeSpan, message: r.logicalId })),
        subject: service.word,
        data: { others: others.length },
      };
    }
  },
  fix({ resource, data }, { graph }) {
    if (resource?.owner.kind !== 'yours') return 'the construct that makes it is for you to change';
    if ((data as { others: number } | undefined)?.others) return 'which of them go is for you to say';
    const user = graph.edgesTo(resource.id).find(edge => edge.kind !== 'contains');
    if (user) return `${graph.resource(user.from)?.logicalId ?? 'something'} uses it`;
    const policy = at(resource.attributes, 'DeletionPolicy');
    const fate =
      stringOf(policy)?.startsWith('Retain') === true
        ? 'it stays in the account'
        : 'the next deployment deletes it, with what it holds';
    const intents: Intent[] = [{ kind: 'removeResource', resource: resource.id }];
    return [{ title: `Remove ${resource.logicalId}: ${fate}`, intents, safety: 'review' }];
  },
});
