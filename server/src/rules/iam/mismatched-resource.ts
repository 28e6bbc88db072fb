/** Actions in a statement none of whose resources they can act on. */
import type { FixProposal, Intent, NewValue } from '../../core/intent.ts';
import { perName } from '../../core/memo.ts';
import type { PolicyStatement, Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type Value, at, rendered, stringOf } from '../../core/value.ts';
import { actionResources, arnMatchesTemplate, expandAction, isFree, resourceArns } from '../../knowledge/index.ts';
import { UNKNOWN, arnFault, deployed, newText, writtenText } from './arns.ts';
import { isMisplaced } from './misplaced-action.ts';
import { type Item, compatible, itemsOf, listed, subjectOf } from './statements.ts';

/** A resource of a statement, with its ARN as far as it is known. */
interface Target extends Item {
  readonly arn: string;
}

interface Homeless {
  readonly item: Item;
  readonly action: string;
  /** The form of an ARN that it acts on; null for an action that takes `*` alone. */
  readonly wanted: string | null;
  readonly against: readonly Target[];
}

interface Data {
  readonly statement: string;
  readonly actions: readonly Item[];
  readonly target: Target;
  /** Whether another action needs the resource as it is. */
  readonly needed: boolean;
  readonly message: 'type' | 'star' | 'secret' | 'group';
}

/** Actions on log streams and on what is in a log group: their ARNs go on behind the name of the group. */
const IN_GROUP =
  /^logs:(CreateLogStream|PutLogEvents|GetLogEvents|FilterLogEvents|DescribeLogStreams|DeleteLogStream)$/i;

/** A log group without the `:*` that its ARN has in policies. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/iam-access-control-overview-cwl.html */
const BARE_GROUP = /^arn:[^:]*:logs:[^:]*:[^:]*:log-group:[^:*?]*[^:*?}]$/;

/** A secret without the hyphen and six characters that Secrets Manager puts behind its name. */
const BARE_SECRET = /^arn:[^:]*:secretsmanager:[^:]*:[^:]*:secret:[^:*?]*$/;

/**
 * ARNs that stand for everything of a service: `arn:aws:s3:::*`, `arn:aws:logs:*:*:log-group:*`. Actions that can name no
 * resource are allowed on them, too, as far as anybody has seen.
 */
const EVERYTHING = /^arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:[\w-]+[:/])?(?:\*|\$\{)/;

/**
 * Actions that take the ARN of a log group, a state machine or a Connect instance, and of which the reference does not say so.
 * AWS's own policy for outbound campaigns (AmazonConnectCampaignsServiceLinkedRolePolicy) allows calls on an instance.
 */
const DESPITE_THE_REFERENCE =
  /^(logs:DescribeLogGroups|states:SendTask(Success|Failure|Heartbeat)|connect:StartOutboundVoiceContact)$/i;

/**
 * Whether an ARN is of the kind that the action is called after: for `quicksight:CreateDataSet` the reference has nothing
 * but the data source, and policies that work say `dataset/x`.
 */
function isNamesake(action: string, arn: string): boolean {
  const [service, name = ''] = action.toLowerCase().split(':');
  const [, its, type] = /^arn:[^:]*:([^:]*):[^:]*:[^:]*:([\w-]+)[:/]/.exec(arn) ?? [];
  return its === service && type !== undefined && name.includes(type.replaceAll('-', '').toLowerCase());
}

/** An ARN to compare with templates. Documents and images of AWS's own have no account, which the reference leaves out. */
function comparable(arn: string): string {
  return arn.replace(
    /^(arn:[^:]*:(?:ec2|ssm)):([^:]*)::/,
    (_, head: string, region: string) => `${head}:${region || UNKNOWN}:${UNKNOWN}:`,
  );
}

/** Whether an action may act on an ARN, by the templates of its resource types; null for an action that is not known. */
function actsOn(action: string, arn: string): boolean | null {
  const resources = actionResources(action);
  if (!resources) return null;
  const service = action.slice(0, action.indexOf(':'));
  // What anybody may call, a policy can say nothing about; no * would change that.
  if (resources.length === 0 && isFree(action)) return true;
  if (resources.length === 0) return !/^arn:/.test(arn) || EVERYTHING.test(arn) || DESPITE_THE_REFERENCE.test(action);
  if (isNamesake(action, arn)) return true;
  return resources.some(({ type }) => resourceArns(service, type).some(template => mayMatch(`${template}\n${arn}`)));
}

/** Whether an ARN may have the form of a template; a line break between them. */
const mayMatch = perName(both => {
  const end = both.indexOf('\n');
  return arnMatchesTemplate(comparable(both.slice(end + 1)), both.slice(0, end)) !== false;
});

/** The form of ARN that is named first in a message: the shortest of the resource types, which is the most usual one. */
function wantedBy(action: string): string | null {
  const service = action.slice(0, action.indexOf(':'));
  const all = (actionResources(action) ?? []).flatMap(({ type }) => resourceArns(service, type));
  return [...all].sort((a, b) => a.length - b.length)[0] ?? null;
}

/** What is wrong with the end of an ARN that is right otherwise. */
function endFault(arn: string, actions: readonly string[]): 'secret' | 'group' | null {
  if (BARE_GROUP.test(arn) && actions.some(a => IN_GROUP.test(a))) return 'group';
  const tail = arn.slice(-7);
  const isSecret = BARE_SECRET.test(arn) && !tail.includes('}') && !/^-[A-Za-z0-9]{6}$/.test(tail);
  return isSecret && actions.some(a => /^secretsmanager:/i.test(a)) ? 'secret' : null;
}

/** An ARN of a bucket as that of its objects, and the other way around; null for what is neither or is put together. */
function other(value: Value, language: PolicyStatement['language'], toObjects: boolean): NewValue | null {
  if (value.kind === 'reference' && value.target.kind === 'resource' && toObjects)
    return { $ref: value.target.id, attribute: value.attribute, suffix: '/*' };
  if (value.kind === 'text' && !toObjects) {
    const [first, last, ...more] = value.parts;
    if (first?.kind === 'hole' && first.value.kind === 'reference' && first.value.target.kind === 'resource')
      if (last?.kind === 'known' && last.text.startsWith('/') && more.length === 0)
        return { $ref: first.value.target.id, attribute: first.value.attribute };
  }
  const text = writtenText(value, language);
  if (text === null) return null;
  if (toObjects) return newText(`${text.replace(/\/$/, '')}/*`);
  const slash = text.indexOf('/');
  return slash < 0 ? null : newText(text.slice(0, slash));
}

export const mismatchedResource = defineRule({
  id: 'iam/mismatched-resource',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'Each action of a statement can act on one of its resources.',
    why: `A statement gives an action on the resources that it lists, and IAM does not mind if the action can’t act on any of
them: \`s3:GetObject\` on a bucket allows nothing, since the objects are \`bucket/*\`; \`s3:ListBucket\` on \`bucket/*\` allows
nothing, since it acts on the bucket; an action that names no resource at all, such as \`s3:ListAllMyBuckets\`, needs \`*\`. The
ARN of a log group ends with \`:*\` in policies, and that of a secret with a hyphen and six characters.`,
    bad: [
      yaml`
        Resources:
          Reports:
            Type: AWS::S3::Bucket
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: s3:GetObject
                    Resource: !GetAtt Reports.Arn
      `,
      json`
        {
          "Resources": {
            "Access": {
              "Type": "AWS::IAM::ManagedPolicy",
              "Properties": {
                "PolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    {
                      "Effect": "Allow",
                      "Action": ["s3:GetObject", "s3:ListBucket"],
                      "Resource": ["arn:aws:s3:::reports/*"]
                    }
                  ]
                }
              }
            }
          }
        }
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [reports.bucketArn] }));
      `,
    ],
    good: [
      yaml`
        Resources:
          Reports:
            Type: AWS::S3::Bucket
          Access:
            Type: AWS::IAM::ManagedPolicy
            Properties:
              PolicyDocument:
                Version: '2012-10-17'
                Statement:
                  - Effect: Allow
                    Action: [s3:GetObject, s3:ListBucket]
                    Resource: [!GetAtt Reports.Arn, !Sub '${'${Reports.Arn}'}/*']
                  - Effect: Allow
                    Action: s3:ListAllMyBuckets
                    Resource: '*'
      `,
      cdk`
        const reports = new s3.Bucket(this, 'Reports');
        const role = new iam.Role(this, 'Reader', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        role.addToPolicy(
          new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: [reports.arnForObjects('*')] }),
        );
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html',
    ],
    peers: ['parliament RESOURCE_MISMATCH', 'cfn-lint I3510', 'iam-policy-validator action_resource_matching'],
  },
  messages: {
    type: '{actions} can’t act on {resource}: the resource would be {wanted}.',
    star: '{actions} can’t name a resource: on {resource} this says nothing, it needs *.',
    secret: 'No secret has the ARN {resource}: a hyphen and six characters follow the name, which -?????? stands for.',
    group: 'In policies the ARN of a log group ends with :*, and {resource} matches no stream or event of it.',
  },

  looksAt: ({ attributes }) => at(attributes, 'Metadata'),
  *checkConnected({ graph }) {
    const resourceOf = (id: string) => graph.resource(id);
    for (const statement of graph.statements) {
      if (statement.grant !== null || statement.kind === 'trust') continue;
      const resources = itemsOf(at(statement.elements, 'Resource'));
      const actions = itemsOf(at(statement.elements, 'Action')).items;
      if (!resources.complete || resources.items.length === 0) continue;
      const targets: Target[] = [];
      for (const item of resources.items) {
        const arn = deployed(item.value, resourceOf);
        // What is no ARN, or none of this form, is reported as that.
        // One that ends where its name would be is put together from something that is not known yet.
        if (arn === null || /[:/]$/.test(arn) || arnFault(arn) !== null) break;
        targets.push({ ...item, arn });
      }
      if (targets.length < resources.items.length) continue;
      const names = actions.flatMap(a => stringOf(a.value) ?? []);
      const owner = statement.owner === null ? undefined : graph.resource(statement.owner);
      if (owner && statement.language !== 'typescript' && isCollected(owner)) continue;
      const ended = new Set<Target>();
      for (const target of targets) {
        const message = endFault(target.arn, names);
        if (message === null || target.value.kind === 'absent') continue;
        // The streams of the group have an ARN of their own beside it.
        if (message === 'group' && targets.some(t => t.arn.startsWith(`${target.arn}:`))) continue;
        ended.add(target);
        const data: Data = { statement: statement.id, actions: [], target, needed: false, message };
        yield {
          message,
          at: target.value.span,
          params: { resource: rendered(target.value) },
          subject: subjectOf(statement, `${message} ${target.arn}`),
          data,
        };
      }
      const homeless: Homeless[] = [];
      const useful = new Set<Target>(ended);
      for (const item of actions) {
        const action = stringOf(item.value);
        if (action === null || !action.includes(':')) continue;
        if (statement.kind === 'resource' && owner && isMisplaced(owner.type, action)) continue;
        const against = targets.filter(t => compatible(t.when, item.when));
        if (against.length === 0 || against.some(t => ended.has(t))) continue;
        const covered = /[*?]/.test(action) ? expandAction(action) : [action];
        let may = covered.length === 0;
        for (const target of against) {
          const able = target.arn === '*' || covered.some(a => actsOn(a, target.arn) !== false);
          if (able) useful.add(target);
          may ||= able;
        }
        if (!may) homeless.push({ item, action, wanted: wantedBy(covered[0] as string), against });
      }
      // A denial lists whatever could do harm, on whatever that could be done to; one that denies nothing at all is reported.
      const denies = stringOf(at(statement.elements, 'Effect')) === 'Deny';
      if (denies && homeless.length < actions.length) continue;
      for (const message of ['star', 'type'] as const) {
        const group = homeless.filter(h => (h.wanted === null) === (message === 'star'));
        const [first] = group;
        if (!first) continue;
        // Where a resource is of no use to anything, it is at fault; else it is the action that has none.
        const target = first.against.find(t => !useful.has(t)) ?? (first.against[0] as Target);
        const needed = useful.has(target);
        const place = message === 'type' && !needed ? target.value : first.item.value;
        if (place.kind === 'absent') continue;
        const data: Data = { statement: statement.id, actions: group.map(h => h.item), target, needed, message };
        yield {
          message,
          at: place.span,
          params: {
            actions: listed(group.map(h => h.action)),
            resource: listed(
              first.against.map(t => rendered(t.value)),
              2,
            ),
            wanted: first.wanted ?? '*',
          },
          subject: subjectOf(statement, `${message} ${first.action}`),
          data,
        };
      }
    }
  },

  fix(signal, { graph }) {
    const { statement: id, actions, target, needed, message } = signal.data as Data;
    const statement = graph.statements.find(s => s.id === id);
    if (!statement) return 'the statement is no longer there';
    const { value, list } = target;
    const propose = (title: string, intents: readonly Intent[]): FixProposal[] => [
      { title, intents, safety: 'review' },
    ];
    if (message === 'secret' || message === 'group') {
      const text = writtenText(value, statement.language);
      if (text === null) return 'the ARN is put together from parts';
      const end = message === 'secret' ? '-??????' : ':*';
      return propose(`Add ${end}`, [{ kind: 'replaceValue', value, with: newText(text + end) }]);
    }
    if (message === 'star') {
      const all = itemsOf(at(statement.elements, 'Action')).items.length === actions.length;
      if (all && list && list.items.length > 1) return 'the statement has several resources';
      if (all) return propose('Write * in its place', [{ kind: 'replaceValue', value, with: '*' }]);
      const names = actions.map(a => stringOf(a.value) ?? '');
      const effect = stringOf(at(statement.elements, 'Effect'));
      const more = ['Condition', 'Principal', 'NotPrincipal'].filter(e => at(statement.elements, e).kind !== 'absent');
      if (effect === null || more.length > 0)
        return `the statement has ${listed(more)}, which may be for some actions only`;
      return propose(`Allow ${listed(names)} on * in a statement of its own`, [
        ...actions.flatMap((a): Intent[] => (a.list ? [{ kind: 'removeItem', list: a.list, index: a.index }] : [])),
        { kind: 'addStatement', beside: statement, elements: { Effect: effect, Action: names, Resource: '*' } },
      ]);
    }
    const isBucket = /^arn:[^:]*:s3:::[^/]*$/.test(target.arn);
    const to = /^arn:[^:]*:s3:::/.test(target.arn) ? other(value, statement.language, isBucket) : null;
    if (to === null) return 'which resource is meant can’t be told from here';
    const what = isBucket ? 'the objects of the bucket' : 'the bucket itself';
    if (!needed) return propose(`Name ${what} in its place`, [{ kind: 'replaceValue', value, with: to }]);
    if (list) return propose(`Name ${what}, too`, [{ kind: 'insertItem', list, value: to }]);
    const old: NewValue | null =
      value.kind === 'reference' && value.target.kind === 'resource'
        ? { $ref: value.target.id, attribute: value.attribute }
        : stringOf(value);
    if (old === null) return 'the ARN is put together from parts';
    return propose(`Name ${what}, too`, [{ kind: 'replaceValue', value, with: [old, to] }]);
  },
});

/** In a template of the CDK: the policy in which it collects what grants write, which nobody can change there. */
function isCollected({ attributes }: Resource): boolean {
  return /\/DefaultPolicy\/Resource$/.test(stringOf(at(attributes, 'Metadata', 'aws:cdk:path')) ?? '');
}
