/** Reports roles that are handed to a service which their trust policy does not let in. */
import type { ResourceGraph } from '../../core/graph.ts';
import type { Resource } from '../../core/resource.ts';
import { cdk, defineRule, json, yaml } from '../../core/rule.ts';
import { type List, type Present, type Value, asList, at, rendered, scenarios, stringOf } from '../../core/value.ts';
import { holders, isExact } from './deliveries.ts';

/** What `fix` needs: where the trust policy names a service, if it names exactly one. */
interface Data {
  readonly service: string;
  readonly only: Present | null;
  readonly list: List | null;
}

/**
 * Who takes on the role at a property, from the chapters on service roles of each service's documentation. The path is as in
 * `holders`.
 */
const TAKERS: Readonly<Record<string, readonly (readonly [path: string, service: string])[]>> = {
  'AWS::ApiGateway::Account': [['CloudWatchRoleArn', 'apigateway']],
  'AWS::AppSync::DataSource': [['ServiceRoleArn', 'appsync']],
  'AWS::Backup::BackupSelection': [['BackupSelection.IamRoleArn', 'backup']],
  'AWS::CloudTrail::Trail': [['CloudWatchLogsRoleArn', 'cloudtrail']],
  'AWS::CodeBuild::Project': [['ServiceRole', 'codebuild']],
  'AWS::CodeDeploy::DeploymentGroup': [['ServiceRoleArn', 'codedeploy']],
  'AWS::CodePipeline::Pipeline': [['RoleArn', 'codepipeline']],
  'AWS::Config::ConfigurationRecorder': [['RoleARN', 'config']],
  'AWS::DLM::LifecyclePolicy': [['ExecutionRoleArn', 'dlm']],
  'AWS::EC2::FlowLog': [['DeliverLogsPermissionArn', 'vpc-flow-logs']],
  'AWS::ECS::TaskDefinition': [
    ['TaskRoleArn', 'ecs-tasks'],
    ['ExecutionRoleArn', 'ecs-tasks'],
  ],
  'AWS::EKS::Cluster': [['RoleArn', 'eks']],
  'AWS::EKS::Nodegroup': [['NodeRole', 'ec2']],
  'AWS::Events::Rule': [['Targets.*.RoleArn', 'events']],
  'AWS::Glue::Crawler': [['Role', 'glue']],
  'AWS::Glue::Job': [['Role', 'glue']],
  'AWS::IAM::InstanceProfile': [['Roles.*', 'ec2']],
  'AWS::Lambda::Function': [['Role', 'lambda']],
  'AWS::Logs::SubscriptionFilter': [['RoleArn', 'logs']],
  'AWS::Pipes::Pipe': [['RoleArn', 'pipes']],
  'AWS::RDS::DBCluster': [['MonitoringRoleArn', 'monitoring.rds']],
  'AWS::RDS::DBInstance': [['MonitoringRoleArn', 'monitoring.rds']],
  'AWS::S3::Bucket': [['ReplicationConfiguration.Role', 's3']],
  'AWS::SageMaker::NotebookInstance': [['RoleArn', 'sagemaker']],
  'AWS::Scheduler::Schedule': [['Target.RoleArn', 'scheduler']],
  'AWS::Serverless::Function': [['Role', 'lambda']],
  'AWS::StepFunctions::StateMachine': [['RoleArn', 'states']],
};

/** Services that try the role at once, and refuse what it is for. The others fail when they need it. */
const TRY_IT: ReadonlySet<string> = new Set([
  'apigateway',
  'cloudtrail',
  'codebuild',
  'codepipeline',
  'eks',
  'lambda',
  'monitoring.rds',
  'scheduler',
  'states',
]);

const ROLE = (service: string) => `
        Role:
          Type: AWS::IAM::Role
          Properties:
            AssumeRolePolicyDocument:
              Version: '2012-10-17'
              Statement:
                - Effect: Allow
                  Principal: { Service: ${service}.amazonaws.com }
                  Action: sts:AssumeRole`;
const WORKER = (service: string) => yaml`
      Resources:${ROLE(service)}
        Worker:
          Type: AWS::Lambda::Function
          Properties:
            Runtime: nodejs24.x
            Handler: index.handler
            Role: !GetAtt Role.Arn
            Code: { S3Bucket: code, S3Key: worker.zip }
`;

export const unassumableRole = defineRule({
  id: 'wiring/unassumable-role',
  since: '0.1.0',
  severity: 'error',
  profile: 'recommended',
  docs: {
    summary: 'A role lets in the service that it is handed to.',
    why: `A role is taken on by whoever its trust policy (\`AssumeRolePolicyDocument\`) names. A function whose role trusts
\`ec2.amazonaws.com\` alone can't be created: *the role defined for the function cannot be assumed by Lambda*. Other services
take the role at first and fail when they run: a task that is never placed, a rule whose target is never called, a flow log
without flows. Rules of EventBridge and Scheduler, and the two roles of a task (\`ecs-tasks\`, not \`ecs\`), are mixed up most.`,
    bad: [
      WORKER('ec2'),
      json`
        {
          "Resources": {
            "Role": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Principal": { "Service": "ecs.amazonaws.com" }, "Action": "sts:AssumeRole" }
                  ]
                }
              }
            },
            "Web": {
              "Type": "AWS::ECS::TaskDefinition",
              "Properties": {
                "TaskRoleArn": { "Fn::GetAtt": ["Role", "Arn"] },
                "ContainerDefinitions": [{ "Name": "web", "Image": "nginx:1.29", "Memory": 256 }]
              }
            }
          }
        }
      `,
      cdk`
        const role = new iam.CfnRole(this, 'Role', {
          assumeRolePolicyDocument: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' }, Action: 'sts:AssumeRole' }],
          },
        });
        new events.CfnRule(this, 'Nightly', {
          scheduleExpression: 'rate(1 day)',
          targets: [{ id: 'job', arn: 'arn:aws:batch:eu-west-1:111122223333:job-queue/jobs', roleArn: role.attrArn }],
        });
      `,
    ],
    good: [
      WORKER('lambda'),
      json`
        {
          "Resources": {
            "Role": {
              "Type": "AWS::IAM::Role",
              "Properties": {
                "AssumeRolePolicyDocument": {
                  "Version": "2012-10-17",
                  "Statement": [
                    { "Effect": "Allow", "Principal": { "Service": ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] }, "Action": "sts:AssumeRole" }
                  ]
                }
              }
            },
            "Web": {
              "Type": "AWS::ECS::TaskDefinition",
              "Properties": {
                "TaskRoleArn": { "Fn::GetAtt": ["Role", "Arn"] },
                "ContainerDefinitions": [{ "Name": "web", "Image": "nginx:1.29", "Memory": 256 }]
              }
            }
          }
        }
      `,
      cdk`
        const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        new lambda.Function(this, 'Worker', {
          runtime: lambda.Runtime.NODEJS_24_X,
          handler: 'index.handler',
          code: lambda.Code.fromAsset('lambda'),
          role,
        });
      `,
    ],
    links: [
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-service.html',
      'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_aws-services-that-work-with-iam.html',
    ],
  },
  messages: {
    refused: '{user} is given the role {role}, which {service} may not take on, only {trusted}: it can’t be created.',
    stranger: '{user} is given the role {role}, which {service} may not take on, only {trusted}.',
  },
  blocksDeployment: ['refused'],

  looksAt: ({ type, properties }) =>
    type === 'AWS::IAM::Role' ? properties : TAKERS[type]?.map(([path]) => at(properties, path.split('.')[0] ?? '')),
  *checkConnected({ graph }) {
    for (const [type, places] of Object.entries(TAKERS))
      for (const user of graph.ofType(type)) {
        if (user.owner.kind === 'internal') continue;
        // A profile that nothing has is a leftover, and does no harm.
        if (type === 'AWS::IAM::InstanceProfile' && graph.edgesTo(user.id, 'reference').length === 0) continue;
        for (const [path, service] of places)
          for (const { value } of holders(user.properties, path.split('.'))) {
            const role = roleIn(graph, value);
            const trust = role && trustOf(graph, role);
            if (!role || !trust || value.kind === 'absent' || trust.services.length === 0) continue;
            if (trust.services.some(one => isService(one, service))) continue;
            const full = `${service}.amazonaws.com`;
            yield {
              message: TRY_IT.has(service) ? 'refused' : 'stranger',
              at: value.span,
              params: { user: nameOf(user), role: nameOf(role), trusted: listed(trust.services), service: full },
              resource: user,
              related: [{ span: role.nameSpan, message: `${nameOf(role)} says who may take it on` }],
              subject: path,
              data: { service: full, only: trust.only, list: trust.list } satisfies Data,
            };
          }
      }
  },

  fix({ data }) {
    const { service, only, list } = data as Data;
    if (list)
      return [
        {
          title: `Let ${service} take the role on`,
          intents: [{ kind: 'insertItem', list, value: service }],
          safety: 'review',
        },
      ];
    if (!only) return 'the role has several statements of trust; which of them is meant is for you to say';
    return [
      {
        title: `Let ${service} take the role on, in place of ${stringOf(only) ?? 'the other'}`,
        intents: [{ kind: 'replaceValue', value: only, with: service }],
        safety: 'review',
      },
    ];
  },
});

/** The role that a value names, by its ARN or its name. */
function roleIn(graph: ResourceGraph, value: Value): Resource | null {
  if (value.kind !== 'reference' || value.target.kind !== 'resource') return null;
  const role = graph.resource(value.target.id);
  return role?.type === 'AWS::IAM::Role' && isExact(role) ? role : null;
}

/**
 * The services that a role trusts, with the one value (or list) that says so; null where others than services may take it on,
 * or where something can't be seen: nobody knows then.
 */
function trustOf(
  graph: ResourceGraph,
  role: Resource,
): { readonly services: readonly string[]; readonly only: Present | null; readonly list: List | null } | null {
  if (at(role.properties, 'AssumeRolePolicyDocument', 'Statement').kind === 'unknown') return null;
  const services: string[] = [];
  const places: Value[] = [];
  for (const { kind, elements } of graph.statementsOn(role.id)) {
    if (kind !== 'trust' || stringOf(at(elements, 'Effect')) === 'Deny') continue;
    for (const { value: principal } of scenarios(at(elements, 'Principal'))) {
      if (principal.kind !== 'object' || !principal.complete) return null;
      for (const { key, value } of principal.entries) {
        if (key !== 'Service') continue;
        places.push(value);
        for (const { value: one } of scenarios(value)) {
          const items = asList(one);
          if (!items?.complete) return null;
          for (const item of items.items.flatMap(i => scenarios(i))) {
            const text = rendered(item.value);
            // `${…}.amazonaws.com` may be any of them.
            if (item.value.kind === 'unknown' || !/^[a-z]/.test(text)) return null;
            services.push(text);
          }
        }
      }
    }
  }
  const [place, ...more] = places;
  const single = place && more.length === 0 ? place : null;
  return {
    services,
    only: single?.kind === 'literal' ? single : null,
    list: single?.kind === 'list' ? single : null,
  };
}

/** Whether a principal stands for a service: `states.amazonaws.com`, `states.eu-west-1.amazonaws.com`, `ec2.${AWS::URLSuffix}`. */
function isService(principal: string, service: string): boolean {
  return principal.startsWith(`${service}.`);
}

function nameOf(resource: Resource): string {
  return resource.called ?? resource.logicalId;
}

/** `a`, `a and b`, `a, b and c`. */
function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length < 2 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
