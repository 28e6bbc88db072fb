/**
 * The vocabulary of `plumbline.yaml`: every key with what it means, what may stand there and an example. The one place
 * where it is written down: `read.ts` validates by it, the JSON Schema and docs/requirements.md are generated from it.
 */
import type { Rule, RuleOption } from '../../core/rule.ts';
import {
  type Key,
  type MapShape,
  type Shape,
  boolean,
  either,
  list,
  map,
  number,
  scalar,
  text,
  word,
} from './shape.ts';

/** The version of the vocabulary that this release speaks. */
export const VERSION = 1;

/** What every statement may carry. */
export const ATTRIBUTES: Readonly<Record<string, Key>> = {
  why: {
    docs: 'Why it is asked for; whoever reads a finding is led to it.',
    shape: text(),
    example: 'why: Finance books costs by this tag.',
  },
  source: {
    docs: 'The document that asks for it, with the line: `PROMPT.md#L16`. Findings cite that line instead of this file.',
    shape: text('source'),
    example: 'source: PROMPT.md#L16',
  },
  quote: {
    docs: 'The words of the source.',
    shape: text(),
    example: 'quote: All resources must be tagged with Project.',
  },
  severity: {
    docs: 'How bad it is when it is not so. Without it, the severity of the rule that finds it.',
    shape: word('error', 'warning', 'information', 'hint'),
    example: 'severity: error',
  },
};

/** A map that states something: its own keys, and those that every statement may carry. */
function statement(keys: Readonly<Record<string, Key>>, more: Pick<MapShape, 'rest' | 'required'> = {}): MapShape {
  return map({ ...keys, ...ATTRIBUTES }, more);
}

/** A plain value, or a map that says it with `is` and carries `why`, `source`, `quote` and `severity`. */
function stated(shape: Shape): Shape {
  return either(shape, statement({ is: { docs: 'The statement itself, in its short form.', shape } }));
}

const selector = text('selector');
/** Each may be a statement of its own, with what it comes from. */
const selectors = either(selector, list(stated(selector)));
const pattern = text('pattern');

const nameKeys: Readonly<Record<string, Key>> = {
  pattern: {
    docs: 'The whole name. Tokens: `{project}`, `{env}`, `{resource}`, `{region}`, `{account}`, `{suffix}`; any other stands for any text. `${x}`, `<x>` and `[x]` are read like `{x}`.',
    shape: stated(pattern),
    example: 'pattern: "{project}-{resource}-{env}"',
  },
  prefix: {
    docs: 'How names start; may hold tokens.',
    shape: stated(pattern),
    example: 'prefix: prod-service-',
  },
  suffix: { docs: 'How names end; may hold tokens.', shape: stated(pattern), example: 'suffix: "-{env}"' },
  contains: {
    docs: 'What names hold, wherever it stands in them: the suffix of a deployment, say.',
    shape: stated(pattern),
    example: 'contains: "{suffix}"',
  },
  case: {
    docs: 'How names are spelled.',
    shape: stated(word('kebab', 'snake', 'pascal', 'camel', 'lower', 'upper')),
    example: 'case: kebab',
  },
};

/** What a value must be, in full. */
const testKeys: Readonly<Record<string, Key>> = {
  is: { docs: 'Exactly this, or one of a list.', shape: either(scalar, list(scalar)), example: 'is: PAY_PER_REQUEST' },
  not: { docs: 'Anything but this, or these.', shape: either(scalar, list(scalar)), example: 'not: nodejs18.x' },
  min: { docs: 'At least this number.', shape: number(), example: 'min: 7' },
  max: { docs: 'At most this number.', shape: number(), example: 'max: 30' },
  matches: {
    docs: 'A text of this form; `*` stands for any characters.',
    shape: text('glob'),
    example: 'matches: "10.0.*"',
  },
  set: { docs: '`true`: something must be set there; `false`: nothing may be.', shape: boolean, example: 'set: true' },
};

const test = statement(testKeys);

const expectation: Shape = either(scalar, list(scalar), test);

const serviceItem: Shape = either(
  selector,
  statement(
    {
      of: { docs: 'The service, the resource type, or a logical ID.', shape: selector, example: 'of: nat_gateway' },
      count: { docs: 'Exactly so many.', shape: number(0), example: 'count: 3' },
      min: { docs: 'At least so many; 1 where nothing is said.', shape: number(0), example: 'min: 2' },
      max: { docs: 'At most so many.', shape: number(0), example: 'max: 1' },
    },
    { required: ['of'] },
  ),
);

const outputItem: Shape = either(
  text(),
  statement({
    name: { docs: 'The name of the output; that of a longer one counts, too.', shape: text(), example: 'name: ApiUrl' },
    of: { docs: 'The resource that it tells about.', shape: selector, example: 'of: dynamodb' },
    attribute: {
      docs: 'What it tells of it: `name`, `arn`, or an attribute as `Fn::GetAtt` has it.',
      shape: text(),
      example: 'attribute: arn',
    },
    export: { docs: 'Whether it must be exported.', shape: boolean, example: 'export: true' },
  }),
);

const parameterItem: Shape = either(
  text(),
  statement(
    {
      name: { docs: 'The name of the parameter.', shape: text(), example: 'name: EnvironmentSuffix' },
      default: { docs: 'Its default.', shape: scalar, example: 'default: dev' },
      allowed: { docs: 'Its allowed values.', shape: list(scalar), example: 'allowed: [dev, staging, prod]' },
      constrained: {
        docs: 'Whether it must say what it takes: allowed values, a pattern, lengths or a range.',
        shape: boolean,
        example: 'constrained: true',
      },
    },
    { required: ['name'] },
  ),
);

const alarmItem: Shape = either(
  text(),
  statement(
    {
      of: { docs: 'The resources that need an alarm.', shape: selector, example: 'of: lambda' },
      metric: { docs: 'The metric that it watches.', shape: text(), example: 'metric: Errors' },
    },
    { required: ['of'] },
  ),
);

const forbidden: Shape = stated(word('forbid', 'allow'));

const ingressItem = statement(
  {
    port: {
      docs: 'A port, a range (`8000-8100`), or `any`; any, where left out.',
      shape: either(number(0), text()),
      example: 'port: 443',
    },
    from: {
      docs: 'IPv4 or IPv6 ranges, or `any`.',
      shape: either(text(), list(text())),
      example: 'from: 203.0.113.0/24',
    },
    of: {
      docs: 'Whose security groups it is about: a logical ID, or a service that has them. All, where left out.',
      shape: selector,
      example: 'of: alb',
    },
  },
  { required: ['from'] },
);

export const REQUIREMENTS: Readonly<Record<string, Key>> = {
  naming: {
    docs: 'How physical names are made. A plain text is the pattern. Names that nobody gives, which CloudFormation or the CDK makes up, are not judged.',
    shape: either(
      pattern,
      statement({
        ...nameKeys,
        types: {
          docs: 'Other names for some types, services or logical IDs.',
          shape: map(
            {},
            {
              rest: {
                names: '<service, type or logical ID>',
                check: 'selector',
                docs: 'The pattern for these, or a map with `pattern`, `prefix`, `suffix`, `contains` and `case`.',
                of: either(pattern, statement(nameKeys)),
              },
            },
          ),
          example: 'types:\n  s3: "{project}-{account}-{resource}-{env}"',
        },
        stacks: { docs: 'How stacks are called.', shape: stated(pattern), example: 'stacks: "Orders{suffix}"' },
        except: {
          docs: 'Services, types or logical IDs whose names are free.',
          shape: selectors,
          example: 'except: [AWS::SSM::Parameter, Legacy*]',
        },
      }),
    ),
    example: 'naming:\n  pattern: "{project}-{resource}-{env}"\n  case: kebab\n  source: PROMPT.md#L12',
  },
  environments: {
    docs: 'The environments that there are, and the one that is taken when nobody says. `{env}` in names stands for one of them.',
    shape: either(
      list(text()),
      statement({
        names: { docs: 'All of them.', shape: list(text()), example: 'names: [dev, staging, prod]' },
        default: {
          docs: 'The one that code and parameters fall back to.',
          shape: stated(text()),
          example: 'default: dev',
        },
      }),
    ),
    example: 'environments:\n  names: [dev, staging, prod]\n  default: dev',
  },
  region: {
    docs: 'The region, or the regions, that everything is deployed to.',
    shape: stated(either(text('region'), list(text('region')))),
    example: 'region: us-east-1',
  },
  regions: {
    docs: 'The regions of a project that runs in several: each must have a stack.',
    shape: statement({
      primary: { docs: 'The main one.', shape: text('region'), example: 'primary: us-east-1' },
      secondary: {
        docs: 'The others.',
        shape: either(text('region'), list(text('region'))),
        example: 'secondary: [eu-west-1]',
      },
    }),
    example: 'regions:\n  primary: us-east-1\n  secondary: [eu-west-1]',
  },
  services: {
    docs: 'The services that must be there, may be there, or must not. A plain list are the required ones. They are called by their usual names (`lambda`, `api_gateway`, `table`), by CloudFormation types, or, for one resource, by logical ID.',
    shape: either(
      list(serviceItem),
      statement({
        require: {
          docs: 'Must be there, as often as is said.',
          shape: list(serviceItem),
          example: 'require:\n  - lambda\n  - { of: nat_gateway, count: 3 }',
        },
        optional: { docs: 'May be there.', shape: list(selector), example: 'optional: [xray]' },
        forbid: {
          docs: 'Must not be there.',
          shape: list(serviceItem),
          example: 'forbid: [ec2, { of: guardduty, why: One per account. }]',
        },
        only: {
          docs: 'Whether a service that is neither required nor optional is reported.',
          shape: stated(boolean),
          example: 'only: true',
        },
      }),
    ),
    example: 'services:\n  require: [api_gateway, lambda, dynamodb]\n  forbid: [ec2]',
  },
  connections: {
    docs: 'What must be wired to what: `a -> b -> c`. An event, a call, a permission or a reference counts, with what CloudFormation needs between them.',
    shape: list(stated(text())),
    example: 'connections:\n  - api -> function -> table\n  - function -> dlq',
  },
  properties: {
    docs: 'What properties must be, by service, type or logical ID. A property is called by a word (`runtime`, `multi_az`, `log_retention_days`) or by its CloudFormation path (`VersioningConfiguration.Status`).',
    shape: map(
      {},
      {
        rest: {
          names: '<service, type or logical ID>',
          check: 'selector',
          docs: 'The properties of these resources.',
          of: map(
            {},
            {
              rest: {
                names: '<property>',
                check: 'property',
                docs: 'The value that it must have, a list of values of which it must have one, or a map that says more.',
                of: expectation,
              },
            },
          ),
        },
      },
    ),
    example:
      'properties:\n  lambda:\n    runtime: nodejs22.x\n    timeout: { max: 30 }\n  OrdersTable:\n    billing_mode: PAY_PER_REQUEST',
  },
  encryption: {
    docs: 'Encryption at rest and in transit.',
    shape: statement({
      at_rest: {
        docs: 'Services whose data must be encrypted, with whichever key.',
        shape: stated(selectors),
        example: 'at_rest: [rds, efs]',
      },
      customer_key: {
        docs: 'Services whose data must be encrypted with a KMS key of your own.',
        shape: stated(selectors),
        example: 'customer_key: [s3, dynamodb, sns]',
      },
      key_rotation: { docs: 'Whether KMS keys must rotate.', shape: stated(boolean), example: 'key_rotation: true' },
      tls: {
        docs: 'The lowest version of TLS that distributions, domain names and listeners take.',
        shape: stated(word('1.2', '1.3')),
        example: 'tls: "1.2"',
      },
    }),
    example: 'encryption:\n  customer_key: [s3, dynamodb]\n  key_rotation: true',
  },
  tags: {
    docs: 'Tags that every resource must have which can have any. A plain list are the required keys.',
    shape: either(
      list(text()),
      statement({
        required: {
          docs: 'The keys; as a map, each with the value that it must have, a list of values, or `"*"` for any.',
          shape: either(list(text()), map({}, { rest: { names: '<tag>', docs: 'The value.', of: expectation } })),
          example: 'required:\n  Project: orders\n  Environment: [dev, prod]\n  Owner: "*"',
        },
        except: { docs: 'Services, types or logical IDs that need none.', shape: selectors, example: 'except: [kms]' },
      }),
    ),
    example: 'tags:\n  required:\n    Project: orders\n    CostCenter: "*"',
  },
  outputs: {
    docs: 'Outputs that there must be. A plain list are the required ones.',
    shape: either(
      list(outputItem),
      statement({
        required: {
          docs: 'Each by its name, or by what it tells of which resource.',
          shape: list(outputItem),
          example: 'required:\n  - ApiUrl\n  - { of: dynamodb, attribute: arn }',
        },
        export: { docs: 'Whether all of these must be exported.', shape: boolean, example: 'export: true' },
      }),
    ),
    example: 'outputs: [ApiUrl, { of: s3, attribute: name }]',
  },
  parameters: {
    docs: 'Parameters that templates must have.',
    shape: list(parameterItem),
    example: 'parameters:\n  - EnvironmentSuffix\n  - { name: VpcCidr, default: 10.0.0.0/16 }',
  },
  layout: {
    docs: 'How the project is laid out. Paths are relative to this file.',
    shape: statement({
      single_file: {
        docs: 'Whether all resources must stand in one file; or the file.',
        shape: stated(either(boolean, text('file'))),
        example: 'single_file: template.yaml',
      },
      entry: { docs: 'The file that starts the app.', shape: stated(text('file')), example: 'entry: bin/app.ts' },
      files: {
        docs: 'Files that must exist.',
        shape: list(stated(text('file'))),
        example: 'files: [bin/app.ts, lib/orders-stack.ts]',
      },
      only_files: {
        docs: 'The only files, as globs, in which resources may be made.',
        shape: stated(list(text('glob'))),
        example: 'only_files: ["lib/**"]',
      },
      stack_files: {
        docs: 'How files with stacks are called.',
        shape: stated(text('glob')),
        example: 'stack_files: "lib/*-stack.ts"',
      },
      no_resources_in: {
        docs: 'Files, as globs, that only put things together and make no resources.',
        shape: stated(list(text('glob'))),
        example: 'no_resources_in: [lib/app-stack.ts]',
      },
      root_stack: {
        docs: '`no_resources`: stacks that hold other stacks or constructs of the project make no resources of their own.',
        shape: stated(word('no_resources')),
        example: 'root_stack: no_resources',
      },
      separate: {
        docs: 'Services that must not be made in one file.',
        shape: stated(list(selector)),
        example: 'separate: [vpc, lambda, dynamodb]',
      },
    }),
    example: 'layout:\n  entry: bin/app.ts\n  no_resources_in: [lib/app-stack.ts]',
  },
  iam: {
    docs: 'What roles and policies may be.',
    shape: statement({
      names: {
        docs: '`forbid`: no explicit names of roles, users, groups, policies and instance profiles.',
        shape: forbidden,
        example: 'names: forbid',
      },
      managed_policies: {
        docs: '`forbid`: no AWS managed policies; a list forbids some, `*` standing for any characters.',
        shape: stated(either(word('forbid', 'allow'), list(stated(text('glob'))))),
        example: 'managed_policies: [AdministratorAccess, "*FullAccess"]',
      },
      inline_policies: {
        docs: '`forbid`: no policies written inside of roles, users and groups.',
        shape: forbidden,
        example: 'inline_policies: forbid',
      },
      permission_boundary: {
        docs: 'Whether roles must have a permission boundary; or what its ARN must hold.',
        shape: stated(either(boolean, text())),
        example: 'permission_boundary: true',
      },
      conditions: {
        docs: 'Condition keys that some statement must use.',
        shape: list(stated(text())),
        example: 'conditions: ["aws:SourceIp", "aws:MultiFactorAuthPresent"]',
      },
    }),
    example: 'iam:\n  names: forbid\n  managed_policies: ["*FullAccess"]',
  },
  monitoring: {
    docs: 'What is watched.',
    shape: statement({
      alarms: {
        docs: 'Resources that need an alarm: `lambda Errors`, or a map.',
        shape: list(alarmItem),
        example: 'alarms:\n  - lambda Errors\n  - { of: sqs, metric: ApproximateAgeOfOldestMessage }',
      },
      log_retention_days: {
        docs: 'How long log groups keep what they hold.',
        shape: either(number(1), test),
        example: 'log_retention_days: 30',
      },
      tracing: {
        docs: 'Services that must be traced with X-Ray; `true` for functions.',
        shape: stated(either(boolean, selectors)),
        example: 'tracing: true',
      },
      dashboard: { docs: 'Whether there must be a dashboard.', shape: stated(boolean), example: 'dashboard: true' },
      access_logs: {
        docs: 'Services that must write access logs.',
        shape: stated(selectors),
        example: 'access_logs: [s3, cloudfront]',
      },
    }),
    example: 'monitoring:\n  alarms: [lambda Errors]\n  log_retention_days: 30',
  },
  resilience: {
    docs: 'What happens when something fails.',
    shape: statement({
      dead_letters: {
        docs: 'Functions, queues, topics or rules whose failures must go to a dead-letter queue.',
        shape: stated(selectors),
        example: 'dead_letters: [lambda, sqs]',
      },
      backup_retention_days: {
        docs: 'How long databases keep their backups.',
        shape: either(number(0), test),
        example: 'backup_retention_days: { min: 7 }',
      },
      point_in_time_recovery: {
        docs: 'Whether DynamoDB tables can be restored to any point in time.',
        shape: stated(boolean),
        example: 'point_in_time_recovery: true',
      },
      multi_az: {
        docs: 'Whether databases and caches must run in several availability zones.',
        shape: stated(boolean),
        example: 'multi_az: true',
      },
      failover: {
        docs: 'Whether another region takes over: failover records with health checks, origin groups, or a global accelerator.',
        shape: stated(boolean),
        example: 'failover: true',
      },
      global_tables: {
        docs: 'Whether DynamoDB tables must be replicated; a list of the regions, or how many there are.',
        shape: stated(either(boolean, number(2), list(text('region')))),
        example: 'global_tables: [us-east-1, eu-west-1]',
      },
    }),
    example: 'resilience:\n  dead_letters: [lambda]\n  point_in_time_recovery: true',
  },
  network: {
    docs: 'VPCs and what is in them.',
    shape: statement({
      vpc: {
        docs: '`required` or `forbidden`.',
        shape: stated(word('required', 'forbidden')),
        example: 'vpc: forbidden',
      },
      cidr: { docs: 'The address range of VPCs.', shape: stated(text()), example: 'cidr: 10.0.0.0/16' },
      subnets: { docs: 'How many subnets there must be at least.', shape: stated(number(1)), example: 'subnets: 4' },
      tiers: {
        docs: 'How many subnets of each tier there must be at least: `public` ones have a route to the internet, `private` ones a way out only, `isolated` ones none.',
        shape: map({
          public: { docs: 'With a route to an internet gateway.', shape: stated(number(0)), example: 'public: 2' },
          private: {
            docs: 'With a route to a NAT gateway or the like.',
            shape: stated(number(0)),
            example: 'private: 2',
          },
          isolated: { docs: 'Without a route out.', shape: stated(number(0)), example: 'isolated: 2' },
        }),
        example: 'tiers: { public: 2, private: 2 }',
      },
      nat_gateways: {
        docs: 'How many NAT gateways; `per_az` for one in each availability zone.',
        shape: stated(either(number(0), word('per_az'))),
        example: 'nat_gateways: per_az',
      },
      ingress: {
        docs: 'The only addresses that may come in, with their ports. Security groups that let other groups in are not concerned.',
        shape: list(ingressItem),
        example: 'ingress:\n  - { port: 443, from: any }\n  - { port: 22, from: 203.0.113.0/24, of: bastion }',
      },
      endpoints: {
        docs: 'Services that must be reached by a VPC endpoint.',
        shape: list(stated(text())),
        example: 'endpoints: [s3, dynamodb]',
      },
      flow_logs: { docs: 'Whether VPCs must have flow logs.', shape: stated(boolean), example: 'flow_logs: true' },
      public_databases: {
        docs: '`forbid`: databases must not be reachable from the internet.',
        shape: forbidden,
        example: 'public_databases: forbid',
      },
    }),
    example: 'network:\n  cidr: 10.0.0.0/16\n  nat_gateways: 1\n  endpoints: [s3]',
  },
  api: {
    docs: 'What APIs offer.',
    shape: statement({
      endpoints: {
        docs: 'Paths that there must be.',
        shape: list(stated(text())),
        example: 'endpoints: [/health]',
      },
      auth: {
        docs: '`required`: every path asks who calls.',
        shape: stated(word('required')),
        example: 'auth: required',
      },
      public: {
        docs: 'Paths that anybody may call all the same.',
        shape: list(text()),
        example: 'public: [/health]',
      },
      cors: {
        docs: 'The origins whose pages may call; `forbid` for none.',
        shape: stated(either(text(), list(text()))),
        example: 'cors: [https://shop.example.com]',
      },
      throttling_rate: {
        docs: 'Requests a second.',
        shape: either(number(0), test),
        example: 'throttling_rate: 1000',
      },
      throttling_burst: {
        docs: 'Requests at once.',
        shape: either(number(0), test),
        example: 'throttling_burst: 2000',
      },
    }),
    example: 'api:\n  endpoints: [/health]\n  throttling_rate: 1000',
  },
  scaling: {
    docs: 'How many instances, tasks or units there are, of groups and targets that scale.',
    shape: statement({
      min: { docs: 'The least.', shape: either(number(0), test), example: 'min: 2' },
      max: { docs: 'The most.', shape: either(number(0), test), example: 'max: 10' },
      desired: { docs: 'To begin with.', shape: either(number(0), test), example: 'desired: 2' },
      target: {
        docs: 'The value of the metric that scaling keeps to.',
        shape: either(number(0), test),
        example: 'target: 70',
      },
    }),
    example: 'scaling: { min: 2, max: 10 }',
  },
  lifecycle: {
    docs: '`destroyable`: deleting a stack leaves nothing behind. `retained`: data outlives its stack. A map says it by service, type or logical ID.',
    shape: either(
      word('destroyable', 'retained'),
      statement(
        {
          default: {
            docs: 'What holds for all others.',
            shape: stated(word('destroyable', 'retained')),
            example: 'default: destroyable',
          },
        },
        {
          rest: {
            names: '<service, type or logical ID>',
            check: 'selector',
            docs: 'What holds for these.',
            of: stated(word('destroyable', 'retained')),
          },
        },
      ),
    ),
    example: 'lifecycle:\n  default: destroyable\n  dynamodb: retained',
  },
  documentation: {
    docs: 'What the code says about itself.',
    shape: statement({
      security_decisions: {
        docs: '`commented`: where permissions, addresses or data are opened, encryption is switched off, it is said what becomes of data, or a rule is silenced, a comment on the line or right above it says why; or a `Sid`, a `Description` or `Metadata` there.',
        shape: stated(word('commented')),
        example: 'security_decisions: commented',
      },
    }),
    example: 'documentation: { security_decisions: commented }',
  },
  tests: {
    docs: '`every_stack`: each file that makes resources is imported by a test.',
    shape: stated(word('every_stack')),
    example: 'tests: every_stack',
  },
};

const levels: Shape = word('error', 'warning', 'information', 'hint', 'off');

/** What may be said of a rule: its severity, or a map with that and with its options. */
function ruleShape(options: Readonly<Record<string, RuleOption>>): Shape {
  const keys = Object.entries(options).map(([name, { docs, min, default: value }]): [string, Key] => [
    name,
    { docs: `${docs} ${value} where nothing is said.`, shape: number(min), example: `${name}: ${value}` },
  ]);
  const severity = { docs: 'The severity.', shape: levels, example: 'severity: error' };
  return either(levels, map({ severity, ...Object.fromEntries(keys) }));
}

/** What is known of rules where a file is read. */
export type KnownRule = Pick<Rule, 'id' | 'options'> & { readonly docs: Pick<Rule['docs'], 'summary'> };

const tops = new WeakMap<readonly KnownRule[], MapShape>();

/** The shape of a whole file, with the options of these rules. */
export function topWith(rules: readonly KnownRule[]): MapShape {
  let top = tops.get(rules);
  if (!top) {
    const keys = rules.flatMap(({ id, options, docs }): [string, Key][] =>
      options ? [[id, { docs: docs.summary, shape: ruleShape(options) }]] : [],
    );
    const { rules: key, ...others } = TOP.keys as typeof TOP.keys & { readonly rules: Key };
    const shape = { ...(key.shape as MapShape), keys: Object.fromEntries(keys) };
    // In the order of the vocabulary.
    const all = Object.keys(TOP.keys).map((name): [string, Key] => [
      name,
      name === 'rules' ? { ...key, shape } : (others[name] as Key),
    ]);
    top = { ...TOP, keys: Object.fromEntries(all) };
    tops.set(rules, top);
  }
  return top;
}

export const TOP: MapShape = map(
  {
    version: { docs: 'The version of this vocabulary: 1.', shape: number(1), example: 'version: 1' },
    project: {
      docs: 'The name of the project; `{project}` in names stands for it.',
      shape: text(),
      example: 'project: orders',
    },
    extends: {
      docs: 'Files with further statements, YAML or JSON with `version: 1` and `requirements`, relative to this one; or profiles. What is stated here goes before what they state.',
      shape: either(text('file'), list(text('file'))),
      example: 'extends: shared/company.plumbline.yaml',
    },
    profiles: {
      docs: 'Ready-made sets of requirements, by name. Which rules are on is said by `rule_set`.',
      shape: list(text()),
      example: 'profiles: [serverless-web]',
    },
    requirements: {
      docs: 'What the project was asked to be.',
      shape: map(REQUIREMENTS),
      example: 'requirements:\n  region: us-east-1',
    },
    rule_set: {
      docs: 'Which of Plumbline’s own rules are on: `recommended` ones alone, or `strict` ones beside them. It goes before the setting `plumbline.profiles` and before `--profile`, so that everybody and the pipeline see the same; `rules` switches single ones. This is about rules that hold for any project; `profiles` and `extends` are about what this one was asked to be.',
      shape: word('recommended', 'strict'),
      example: 'rule_set: strict',
    },
    rules: {
      docs: 'The severity of rules, by id or family (`iam/*`); `off` switches one off. It goes before the settings of the editor. A map says the options of a rule, and its severity.',
      shape: map({}, { rest: { names: '<rule>', check: 'rule', docs: 'The severity.', of: ruleShape({}) } }),
      example:
        'rules:\n  iam/wildcard-resource: error\n  naming/*: off\n  logs/no-retention: { severity: error, max_days: 400 }',
    },
    ignore: {
      docs: 'Findings that the project lives with, each with a reason.',
      shape: list(
        map(
          {
            path: {
              docs: 'The files, as globs; all, where left out.',
              shape: either(text('glob'), list(text('glob'))),
              example: 'path: legacy/**',
            },
            rule: {
              docs: 'The rules, by id or family; all, where left out.',
              shape: either(text('rule'), list(text('rule'))),
              example: 'rule: iam/wildcard-resource',
            },
            resource: {
              docs: 'The resources, as globs of logical IDs or construct paths; findings about anything, where left out.',
              shape: either(text(), list(text())),
              example: 'resource: LegacyBucket*',
            },
            reason: { docs: 'Why.', shape: text(), example: 'reason: Replaced in the spring.' },
            owner: { docs: 'Who answers for it.', shape: text(), example: 'owner: "@web-team"' },
            expires: {
              docs: 'The last day on which it counts.',
              shape: text('date'),
              example: 'expires: 2027-03-31',
            },
          },
          { required: ['reason'] },
        ),
      ),
      example:
        'ignore:\n  - path: legacy/**\n    rule: iam/wildcard-resource\n    reason: Replaced in the spring.\n    expires: 2027-03-31',
    },
  },
  { required: ['version'] },
);
