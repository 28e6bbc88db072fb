/** Resources, policy statements, code and edges: what the front ends find and the rules read. All plain data. */
import type { Language, SourceSpan } from './document.ts';
import type { ObjectValue, Slot, Value } from './value.ts';

/** Which reader saw it: the source itself, or the template that live synth made of it. */
export type Evidence = 'source' | 'synth';

/** Who can change a resource: the user; the user through a prop of a construct; nobody but the CDK. */
export type Owner =
  | { readonly kind: 'yours' }
  | { readonly kind: 'overridable'; readonly prop: string }
  | { readonly kind: 'internal'; readonly of: string };

export interface Resource {
  /** Unique in the graph: `<uri>#<logicalId>` in a template, `<uri of the app>#<construct path>` in CDK. */
  readonly id: string;
  /** The CloudFormation type, `AWS::S3::Bucket`. */
  readonly type: string;
  /** The logical ID in a template; the construct id in CDK source. What messages call the resource. */
  readonly logicalId: string;
  /**
   * The construct id that synthesis gave it, where the source alone can't tell: `daily-key` for `${…}-key`. Messages have
   * it in place of the logical ID, which stays, so that the resource is the same one before the app has run.
   */
  readonly called?: string;
  /** The construct path, `Dev/Api/Handler`; null in templates. */
  readonly path: string | null;
  readonly language: Language;
  /** The whole resource: the entry in a template, the `new` expression in CDK. */
  readonly span: SourceSpan;
  /** Where a finding about the whole resource goes: the logical ID, the construct's class name. */
  readonly nameSpan: SourceSpan;
  /** The value of `Type`; the class expression in CDK. */
  readonly typeSpan: SourceSpan;
  /** Properties by CloudFormation name. CDK props are lowered to these names. */
  readonly properties: ObjectValue;
  /** Resource attributes by CloudFormation name: `DeletionPolicy`, `UpdateReplacePolicy`, `DependsOn`, `Metadata` … */
  readonly attributes: ObjectValue;
  /** The name of the condition that the resource is created under, or null; also null for one that always holds. */
  readonly condition: string | null;
  readonly owner: Owner;
  /** The id of the stack that it belongs to. */
  readonly stack: string;
  /** The construct that makes it; null in templates. */
  readonly construct: Construct | null;
  readonly evidence: Evidence;
}

/** What CDK source says of the construct behind a resource. */
export interface Construct {
  /** `aws-cdk-lib.aws_s3.Bucket`. */
  readonly fqn: string;
  readonly level: 1 | 2 | 3;
  /** The class as written, `s3.Bucket`. */
  readonly written: string;
  /** The name by which the code calls it where a fix could use it (`this.bucket`, `table`), or null. */
  readonly variable: string | null;
  /**
   * Where it and the constructs around it get their ids, outermost first, below the stack; `token`: that is the string itself,
   * with its quotes. Of source alone.
   */
  readonly ids?: readonly { readonly span: SourceSpan; readonly token: boolean }[];
  /** Code makes it under a condition, or in a loop; left out where it always does. Of source alone. */
  readonly sometimes?: true;
}

/** A template, a stack construct, or a nested stack. */
export interface Stack {
  readonly id: string;
  readonly name: string;
  readonly uri: string;
  readonly span: SourceSpan;
  readonly kind: 'template' | 'cdk';
  /** The id of the stack that this one is nested in, or null. */
  readonly parent: string | null;
  readonly account: Value;
  readonly region: Value;
  /** Parameters, outputs, exports and the like by section name, as they are written; in CDK the outputs, or null. */
  readonly sections: ObjectValue | null;
  /**
   * What a template mentions of its own parameters, mappings, conditions and resources, each by its section and name
   * (`Parameters.Stage`). Left out where macros, loops and other files may mention more.
   */
  readonly mentions?: readonly string[];
  /** Whether the template is put together with other files, which may declare more; left out where it is not. */
  readonly isMerged?: true;
  /** The class of the user's that it is made of, and the file that declares it; left out where there is none. */
  readonly declared?: { readonly name: string; readonly uri: string };
}

export type EdgeKind =
  /** `from` mentions `to` in a property. */
  | 'reference'
  /** `from` (a function, a role) may act on `to`; see `access`. */
  | 'grant'
  /** An event of `from` starts `to`. */
  | 'trigger'
  /** `from` calls `to` (an API its function, a state machine its task). */
  | 'invoke'
  /** `from` is applied to `to` (a policy to a role, a security group to an instance). */
  | 'attach'
  /** `from` contains `to` (a stack its nested stack, a VPC its subnet). */
  | 'contains'
  /** `DependsOn`. */
  | 'depends';

export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
  readonly span: SourceSpan;
  /** For `grant`: what may be done. */
  readonly access?: 'read' | 'write' | 'both';
  /** For `trigger`: whether only some events count (a prefix, a suffix, a filter pattern). */
  readonly filtered?: boolean;
  /** The event, action or property behind it, for people: `s3:ObjectCreated:*`, `grantWrite`, `Environment`. */
  readonly detail?: string;
}

export type PolicyKind =
  /** Attached to a role, user, group or function. */
  | 'identity'
  /** On a resource: bucket, queue, topic, key, repository … */
  | 'resource'
  /** `AssumeRolePolicyDocument`. */
  | 'trust';

/** One statement of a policy, in whatever way it was written. */
export interface PolicyStatement {
  readonly id: string;
  readonly kind: PolicyKind;
  readonly language: Language;
  readonly span: SourceSpan;
  /** Elements by their IAM names: `Effect`, `Action`, `NotAction`, `Resource`, `Principal`, `Condition`, `Sid` … */
  readonly elements: ObjectValue;
  /** The resource in which it is written (a role, a policy, a function, a bucket policy), if any. */
  readonly owner: string | null;
  /** Ids of the principals (roles, functions, users) that it gives permissions to; of a resource policy, the resources it protects. */
  readonly attachedTo: readonly string[];
  /**
   * The `grantX` call that made it, with the resource it was called on (in SAM the policy template, `SQSPollerPolicy`);
   * null for a written statement.
   */
  readonly grant: {
    readonly method: string;
    readonly on: string | null;
    readonly span: SourceSpan;
    /** Code calls it under a condition, or in a loop; left out where it always does. */
    readonly sometimes?: true;
  } | null;
  readonly evidence: Evidence;
  /** The document that it is written in; left out where statements are collected one by one (grants, `addToRolePolicy`). */
  readonly document?: PolicyDocument;
}

/** A policy document as it is written; its statements share one. */
export interface PolicyDocument {
  /** Unique in the graph. */
  readonly id: string;
  readonly span: SourceSpan;
  /** `Version`, `Id`, `Statement` and whatever else stands there. */
  readonly elements: ObjectValue;
}

/** Text in a string of another file, with the way back: inline code in `ZipFile` or `Code.fromInline`. */
export interface EmbeddedText {
  readonly text: string;
  /** The whole literal, quotes included. */
  readonly span: SourceSpan;
  /**
   * Where pieces of `text` stand in the file: `[offset in text, offset in the file]`, ascending. Between two entries
   * offsets run in step; an escape sequence starts a new entry.
   */
  readonly map: readonly (readonly [number, number])[];
  /** How the text is quoted, which an edit must respect. `none` for YAML block scalars and plain scalars. */
  readonly quoting: 'none' | 'yaml-single' | 'yaml-double' | 'json' | 'ts-single' | 'ts-double' | 'ts-template';
  /** The white space before each line of a YAML block scalar; empty elsewhere. */
  readonly indent: string;
}

/** The offset in the file of an offset in the embedded text. */
export function fileOffset(embedded: EmbeddedText, offset: number): number {
  let low = 0;
  let high = embedded.map.length - 1;
  if (high < 0) return embedded.span.start;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((embedded.map[middle] as readonly [number, number])[0] <= offset) low = middle;
    else high = middle - 1;
  }
  const [from, to] = embedded.map[low] as readonly [number, number];
  return to + Math.max(0, offset - from);
}

/** Code that runs in a function: a handler file, or an inline string. */
export interface CodeUnit {
  readonly id: string;
  readonly uri: string;
  readonly language: 'javascript' | 'typescript' | 'python';
  readonly span: SourceSpan;
  /** For inline code: the string it stands in. Spans of facts are in the file all the same. */
  readonly embedded: EmbeddedText | null;
  readonly facts: readonly CodeFact[];
}

export type CodeFact =
  /** An import of AWS SDK for JavaScript v2, in any form. */
  | {
      readonly kind: 'sdk-v2-import';
      /** `aws-sdk`, `aws-sdk/clients/s3` … */
      readonly module: string;
      readonly form: 'import' | 'require' | 'import-equals' | 'dynamic';
      readonly typeOnly: boolean;
      /** The module specifier with its quotes. */
      readonly span: SourceSpan;
      /** The whole statement, or the call where it is not a statement of its own. */
      readonly statement: SourceSpan;
      /** Client names seen through this import: `S3`, `DynamoDB.DocumentClient` … */
      readonly clients: readonly string[];
      /** Whether every use of the import is one that a small fix can rewrite; if so, `edits` does. */
      readonly edits: readonly CodeEdit[] | null;
      /** What keeps a small fix from rewriting it, where something does. */
      readonly obstacle: { readonly reason: string; readonly span: SourceSpan } | null;
    }
  /** Any other import, so that rules can ask what a file uses. */
  | { readonly kind: 'import'; readonly module: string; readonly span: SourceSpan }
  /** An import of another file of the project, with the files that it may mean, the likeliest first. */
  | { readonly kind: 'local-import'; readonly uris: readonly string[]; readonly span: SourceSpan }
  | SdkCall
  | AuthorizerPolicy
  /** A use of the SDK that can't be followed (`client[name]()`, a client given away): calls may be missing from the facts. */
  | {
      readonly kind: 'sdk-open';
      readonly reason: string;
      readonly span: SourceSpan;
      /** A client has credentials of its own: calls through it are not made with the role of the function. */
      readonly credentials?: true;
    }
  /** `process.env.TABLE_NAME`, `os.environ['TABLE_NAME']`. */
  | {
      readonly kind: 'environment-read';
      readonly name: string;
      /** Whether the code says what happens without it (`??`, `||`, `.get(name, default)`, a test). */
      readonly optional: boolean;
      /** Variables that are asked for before it, `A` in `A || B`: with one of them the code can do without it. */
      readonly after?: readonly string[];
      readonly span: SourceSpan;
    }
  /** `process.env.TABLE_NAME = …`; the name is null where it can't be told. */
  | { readonly kind: 'environment-write'; readonly name: string | null; readonly span: SourceSpan }
  /** `process.env` as a whole, or a variable that is chosen at run time: any variable may be read. */
  | { readonly kind: 'environment-whole'; readonly span: SourceSpan }
  /** All names that a file exports; not complete where something may be exported that can't be seen. */
  | {
      readonly kind: 'exports';
      readonly names: readonly string[];
      readonly complete: boolean;
      readonly span: SourceSpan;
    }
  | SdkLeftover
  /** SDK v2 replaced in a test: `jest.mock('aws-sdk')`, `proxyquire(…, { 'aws-sdk': … })`, `aws-sdk-mock`. */
  | { readonly kind: 'sdk-v2-mock'; readonly library: string; readonly span: SourceSpan }
  /** A client that an exported function makes anew in each call, of nothing that the call brings. */
  | {
      readonly kind: 'client-in-handler';
      /** The class, `S3Client`. */
      readonly made: string;
      /** The exported name of the function. */
      readonly handler: string;
      readonly span: SourceSpan;
      /** Moves it above the function; null where that is not simply the same. */
      readonly edits: readonly CodeEdit[] | null;
    }
  /** Work that an `async` function begins and does not wait for. */
  | {
      readonly kind: 'unawaited-call';
      /** `loop`: a `forEach` or `map` with an `async` function, whose promises nobody has. */
      readonly form: 'loop' | 'call';
      /** `s3.send`, `forEach`. */
      readonly written: string;
      readonly span: SourceSpan;
      /** Waits for it; null where that takes more than a word. */
      readonly edits: readonly CodeEdit[] | null;
    }
  /** The `catch` with which an exported `async` function only logs whatever fails. */
  | {
      readonly kind: 'swallowed-error';
      readonly handler: string;
      /** The word `catch`. */
      readonly span: SourceSpan;
      /** Throws the error again; null where it has no name. */
      readonly edits: readonly CodeEdit[] | null;
    }
  /** An ARN or the address of a queue that code puts together from account and region. */
  | {
      readonly kind: 'built-name';
      readonly form: 'arn' | 'queue-url';
      /** `sqs`. */
      readonly service: string;
      /** What follows the account. */
      readonly name: CodeValue;
      readonly span: SourceSpan;
    }
  /** An exported function by the name it is exported under (`default` and `module.exports` are `default`): what a function may start. */
  | {
      readonly kind: 'handler-export';
      readonly name: string;
      /** `callback`: it takes a third parameter; `unknown` where it is wrapped or neither. */
      readonly style: 'callback' | 'async' | 'unknown';
      readonly span: SourceSpan;
    }
  /** A declaration at the top of a file, or a member of a class there: what can be reached or not, with all that is in it. */
  | {
      readonly kind: 'declaration';
      /** `getOrder`, `Orders`, `Orders.get`; null for statements that run when the file is loaded. */
      readonly name: string | null;
      /** The names under which it is exported; `*` for all that another file exports. */
      readonly exported: readonly string[];
      readonly span: SourceSpan;
      /** Names of the file's top that it mentions, and members that it mentions of whatever it is: `.get`. */
      readonly uses: readonly string[];
    }
  /** A name that comes from another file of the project; see `local-import` at the same span for which. */
  | {
      readonly kind: 'imported-name';
      readonly name: string;
      /** What it is called there; `*` for the whole module. */
      readonly imported: string;
      readonly span: SourceSpan;
    };

/** Text to write in the place of other text; nothing for what is deleted. */
export interface CodeEdit {
  readonly span: SourceSpan;
  readonly text: string;
}

/** What code of SDK v2 is left on clients of v3, where it fails or does nothing. */
export interface SdkLeftover {
  readonly kind: 'sdk-leftover';
  /**
   * `method`: v3's client has no such method or class; `result`: a stream or bytes taken for text; `error`: a property that
   * errors of v3 don't have; `option`: a client option that v3 ignores; `capture`: X-Ray's wrapper for clients of v2.
   */
  readonly form: 'method' | 'result' | 'error' | 'option' | 'capture';
  /** As the code has it: `.promise()`, `waitFor`, `maxRetries`. */
  readonly written: string;
  /** What does it in v3: `waitUntilBucketExists`, `maxAttempts`. */
  readonly successor: string;
  readonly span: SourceSpan;
  /** The exact rewrite; null where none is known. */
  readonly edits: readonly CodeEdit[] | null;
}

/** What the code of a Lambda authorizer answers, where it is more than was asked for. */
export interface AuthorizerPolicy {
  readonly kind: 'authorizer-policy';
  /**
   * `everywhere`: a policy that allows every method (`Resource: '*'`); `on-failure`: it allows where checking failed;
   * `always`: nothing in it refuses anything.
   */
  readonly says: 'everywhere' | 'on-failure' | 'always';
  /** An IAM policy, or the simple answer of HTTP APIs (`isAuthorized`). */
  readonly form: 'policy' | 'simple';
  /** The `'*'`, the `'Allow'` or the `true`. */
  readonly span: SourceSpan;
  /** What to write in its place, if that is known. */
  readonly replacement: string | null;
}

/** One call of an operation of an AWS service, whichever SDK and style it is written in. */
export interface SdkCall {
  readonly kind: 'sdk-call';
  readonly sdk: 'v2' | 'v3' | 'boto3';
  /** The client as SDK v3 names its package: `dynamodb`, `s3`, `secrets-manager`, `cloudwatch-logs`. */
  readonly client: string;
  /** The operation as the service names it: `GetItem`, `ListObjectsV2`. */
  readonly operation: string;
  /** The word that makes the call: the command's name, the method's name. */
  readonly span: SourceSpan;
  /** Arguments by dotted path, as far as they matter to permissions: `TableName`, `Key`, `IndexName`, `Entries.EventBusName`. */
  readonly parameters: Readonly<Record<string, CodeValue>>;
  /** Whether `parameters` has all top-level arguments: false behind a spread or a variable that can't be followed. */
  readonly complete: boolean;
}

/** A value in handler code, as far as it can be followed. */
export type CodeValue =
  | { readonly kind: 'text'; readonly text: string }
  /** An environment variable, with what is taken where it is not set. */
  | { readonly kind: 'environment'; readonly name: string; readonly fallback: string | null }
  /** Text of which parts are known: `${process.env.PREFIX}-orders`. */
  | { readonly kind: 'parts'; readonly parts: readonly CodeValue[] }
  /** One of several. */
  | { readonly kind: 'choice'; readonly of: readonly CodeValue[] }
  /** It is given, and that is all there is to say; `true` and numbers, too. */
  | { readonly kind: 'unknown' };

/** That a function runs the code of a file, or of an inline string (then `uri` is the file and `span` the string). */
export interface Runs {
  /** The id of the function's resource. */
  readonly function: string;
  /** Candidates, the likeliest first: `lambda/index.ts`, `lambda/index.js`. */
  readonly uris: readonly string[];
  readonly span: SourceSpan | null;
  /** The exported name that is called, `handler`; null where it is not known. */
  readonly handler?: string | null;
  /**
   * How the code is packed, which decides whether an SDK that is not in the runtime is brought along. `asset-alone`: a folder
   * as it is, with no modules in it.
   */
  readonly packing: 'inline' | 'asset' | 'asset-alone' | 'bundled' | 'bundled-without-sdk' | 'unknown';
  /** The folders that `uris` are in and that are packed whole. */
  readonly folders?: readonly string[];
  /** The list of modules that are left out of a bundle, where it is written; absent where left out. */
  readonly externals?: Value;
  /** Whether packing may replace variables of the environment by values (`define`). */
  readonly defines?: boolean;
  /** The file that should be there and is not: none of `uris` exists, though the folder does. */
  readonly missing?: boolean;
}

/** Things in CDK source that are no resources. */
export type SourceFact =
  /** `cdk.aws_iam.Role`: a service module taken through the root namespace. */
  | {
      readonly kind: 'root-namespace';
      readonly uri: string;
      /** `aws_iam`. */
      readonly module: string;
      /** `cdk.aws_iam`. */
      readonly span: SourceSpan;
      /** The alias under which the file already imports the module, or null. */
      readonly existingAlias: string | null;
      /** A free name for the alias (`iam`), and the end of the last import, where a new import may go. */
      readonly freeAlias: string;
      readonly lastImportEnd: number;
    }
  /** An import of a local file that does not exist. */
  | {
      readonly kind: 'unresolved-import';
      readonly uri: string;
      readonly specifier: string;
      readonly span: SourceSpan;
      /** The file that would be made to resolve it. */
      readonly expectedUri: string;
      /** Named and default imports, and how each is used: with the keys that are passed as props. */
      readonly names: readonly ImportedName[];
    }
  /** A string literal that looks like an ARN, an account id or a region. */
  | {
      readonly kind: 'string';
      readonly uri: string;
      readonly value: string;
      readonly span: SourceSpan;
      /** What the literal is for: `property:<name>`, `argument:<callee>:<index>`, `const:<name>`, `part` of a longer template string … */
      readonly context: string;
    }
  /** A tag that code puts on everything in a scope. `path` is the scope's, empty for the app; a null key: any tag. */
  | {
      readonly kind: 'tag';
      readonly uri: string;
      readonly span: SourceSpan;
      readonly root: string;
      readonly path: string;
      readonly key: string | null;
      readonly value: Value;
    }
  /**
   * A path that a method of a construct gives an API, by the API's id. A null path is one that can't be told, and there may be
   * more; a null API may be any.
   */
  | {
      readonly kind: 'api-path';
      readonly uri: string;
      readonly span: SourceSpan;
      readonly api: string | null;
      readonly path: string | null;
    }
  /** Something that code makes and that is not among the resources: a pattern, somebody else's construct, a method's doing. */
  | { readonly kind: 'construct'; readonly uri: string; readonly span: SourceSpan; readonly fqn: string }
  /** A literal that is taken when nobody says otherwise: the right side of `??` and `||`, a parameter's default. */
  | {
      readonly kind: 'default';
      readonly uri: string;
      readonly span: SourceSpan;
      /** What it stands in for: the text on the left, with the name of what it becomes. */
      readonly name: string;
      readonly value: string;
    }
  | DeprecatedUse
  | OldImport
  | UntypedProps
  | UncheckedChoice
  | LambdaAuthorizer
  /** A `package.json`. */
  | {
      readonly kind: 'package';
      readonly uri: string;
      readonly span: SourceSpan;
      readonly dependencies: readonly PackageDependency[];
    }
  /** A `cdk.json` that runs an app. */
  | {
      readonly kind: 'cdk-json';
      readonly uri: string;
      /** The key `context`, or `app` where there is no context. */
      readonly span: SourceSpan;
      /** The whole file; the context in it is an object, too. */
      readonly root: ObjectValue;
      /** The keys of the context, those of `cdk.context.json` included. */
      readonly context: readonly string[];
      /** The version of the aws-cdk-lib that the app loads; null where that is not known. */
      readonly library: string | null;
    }
  /** A class of a stack that no file but tests imports, in a package whose apps make other stacks; `app`: a file that makes one. */
  | {
      readonly kind: 'unmade-stack';
      readonly uri: string;
      /** The name of the class. */
      readonly span: SourceSpan;
      readonly class: string;
      readonly app: string;
    }
  /** A test file, and the files that its local imports may mean. */
  | { readonly kind: 'test'; readonly uri: string; readonly span: SourceSpan; readonly imports: readonly string[] }
  /** Something wrong with a requirement. */
  | {
      readonly kind: 'requirement-problem';
      readonly uri: string;
      readonly span: SourceSpan;
      readonly problem: 'unknown' | 'type' | 'contradiction' | 'unmatchable' | 'missing';
      readonly message: string;
      /** What to write in its place, if that is known. */
      readonly replacement: string | null;
      readonly related: readonly { readonly span: SourceSpan; readonly message: string }[];
    }
  /** What running the app brought up: an exception, an annotation, a deprecation, what another validator says. */
  | {
      readonly kind: 'synth';
      readonly uri: string;
      readonly span: SourceSpan;
      readonly problem: SynthProblemKind;
      readonly severity: 'error' | 'warning' | 'information';
      readonly message: string;
      /** The module, variable, key, path, API or rule id that it is about. */
      readonly detail: string | null;
      /** For `reported`: the tool that says it. */
      readonly tool: string | null;
      readonly related: readonly { readonly span: SourceSpan; readonly message: string }[];
    };

/** Something that aws-cdk-lib says not to use any more. */
export interface DeprecatedUse {
  readonly kind: 'deprecated-use';
  readonly uri: string;
  /** The name alone: a key, a member, a class. */
  readonly span: SourceSpan;
  /** A key of an object, a member of a class, enum or object, a class. */
  readonly use: 'key' | 'member' | 'type';
  /** `aws_ec2.VpcProps#cidr`, as the library declares it. */
  readonly api: string;
  /** What it belongs to, in the library's words: `Vpc`, `SubnetType`. */
  readonly owner: string;
  readonly says: string;
  /** What to write in its place, if that is known and the library has it. */
  readonly replacement: ApiReplacement | null;
  /** From the key to the end of the value; the whole access; from `new` to the end of the class. */
  readonly whole: SourceSpan;
  /**
   * A key's value, with the literal or the last name of the member that it is, in so far as it is one; `open` where it is a
   * member of something that is not the library's (`props.cidr`), which may be undefined.
   */
  readonly value: {
    readonly span: SourceSpan;
    readonly word: string | null;
    readonly open: boolean;
    /** A list of names, item by item; null for anything else. */
    readonly items: readonly SourceSpan[] | null;
    /** A method of the library that is called with nothing, or with one argument; with the keys of that, if it is an object. */
    readonly call: {
      readonly method: string;
      readonly callee: SourceSpan;
      readonly keys: readonly { readonly key: string; readonly span: SourceSpan }[];
    } | null;
  } | null;
  /** For a shorthand property, which is key and value in one. */
  readonly shorthand: boolean;
  /** The other entries beside it, with the literal or the last name of the member that each is. */
  readonly beside: readonly { readonly key: string; readonly span: SourceSpan; readonly word: string | null }[];
  /** Whether a class is made there with `new`. */
  readonly isMade: boolean;
  /** Of a construct that is made there: its scope as the code names it, and its id. */
  readonly scope: string | null;
  readonly id: string | null;
}

/**
 * What to write in the place of a deprecated API. In code `${aws-cdk-lib.…}` is what the file calls that, `«»` the old value,
 * `@scope` and `@id` those of the construct that it is given to.
 */
export interface ApiReplacement {
  /** The name to write in place of the old one. */
  readonly word?: string;
  /** Code for the value. */
  readonly value?: string;
  /** Code by the literal or the member that the value is; null takes the key away. No other value is rewritten. */
  readonly values?: Readonly<Record<string, string | null>>;
  /** Code for the whole access, or from `new` to the end of the class. */
  readonly whole?: string;
  /** What each item of a list of names becomes, with `«»` for the name. No other value is rewritten. */
  readonly item?: string;
  /** By the method whose result the value is: what is called in its place, and what keys of its argument become. No other value is rewritten. */
  readonly calls?: Readonly<
    Record<string, { readonly callee: string; readonly keys?: Readonly<Record<string, string>> }>
  >;
  /** A key beside it that has to move into the value at `@more`, as this key and a member of this type. */
  readonly takes?: { readonly key: string; readonly as: string; readonly of: string };
  /** Why there is nothing to write: half a sentence. */
  readonly refused?: string;
  /** A key beside it whose replacement takes this one along. */
  readonly goesWith?: string;
  /** The key goes, with its value. */
  readonly remove?: boolean;
  /** The construct id of a resource that the code makes, with `*` for that of the construct it is given to. */
  readonly adds?: string;
  /** Whether the same template comes of it; else people should look. */
  readonly same: boolean;
  /** What changes, said in the title. */
  readonly note?: string;
  /** Modules and words that the library must have for it. */
  readonly needs: readonly (readonly [module: string, word: string])[];
}

/** A Lambda authorizer of a REST API, as CDK code makes it. */
export interface LambdaAuthorizer {
  readonly kind: 'lambda-authorizer';
  readonly uri: string;
  /** The class as written, `apigateway.TokenAuthorizer`, and the name of it alone. */
  readonly span: SourceSpan;
  readonly nameSpan: SourceSpan;
  readonly type: 'TokenAuthorizer' | 'RequestAuthorizer';
  readonly id: string;
  /** `identitySource` or `identitySources` as it is written, with its items where it is a list that is seen completely. */
  readonly sources: {
    readonly key: string;
    readonly keySpan: SourceSpan;
    readonly span: SourceSpan;
    readonly items: readonly { readonly span: SourceSpan; readonly isHeader: boolean }[] | null;
  } | null;
  /** How long answers are kept, in seconds; null where it is not said, `unknown` where it can't be seen. */
  readonly ttl: number | 'unknown' | null;
  readonly ttlSpan: SourceSpan | null;
  /** Other keys that are set; null where there may be more than are seen. */
  readonly keys: readonly string[] | null;
  /** Where one more key may be written: before the first one. */
  readonly insertAt: SourceSpan;
}

/** A class of a construct or a stack whose props have no type. */
export interface UntypedProps {
  readonly kind: 'untyped-props';
  readonly uri: string;
  /** The `any`; the name of the parameter where no type is written. */
  readonly span: SourceSpan;
  readonly class: string;
  /** What the class extends, by the last word of its name. */
  readonly base: 'Construct' | 'Stack' | 'NestedStack' | 'Stage';
  readonly parameter: string;
  /** Whether a type is written. */
  readonly written: boolean;
  /** Where a type would follow the parameter, and where the class begins with its modifiers. */
  readonly nameEnd: number;
  readonly classStart: number;
  readonly exported: boolean;
  /** Whether the name of the class with `Props` is not taken. */
  readonly isFree: boolean;
  /** The keys that it reads, whether they may be left out, and the type that a default gives away. */
  readonly reads: readonly { readonly name: string; readonly optional: boolean; readonly type: string | null }[];
}

/** A look-up in a table that the file writes out, by the name of an environment that comes from outside and is not checked. */
export interface UncheckedChoice {
  readonly kind: 'unchecked-choice';
  readonly uri: string;
  /** The name between the brackets. */
  readonly span: SourceSpan;
  /** `configs` and `props.stage` in `configs[props.stage]`. */
  readonly table: string;
  readonly key: string;
  /** What the table has. */
  readonly names: readonly string[];
  /** Where a check may be written: before the statement; with the white space before that. */
  readonly before: SourceSpan;
  readonly indent: string;
}

/** An import of AWS CDK v1. */
export interface OldImport {
  readonly kind: 'v1-import';
  readonly uri: string;
  /** The module specifier with its quotes, and the whole statement. */
  readonly span: SourceSpan;
  readonly statement: SourceSpan;
  /** `@aws-cdk/aws-s3`. */
  readonly module: string;
  /** The module of v2 that takes its place; null where there is none of that name. */
  readonly replacement: string | null;
  /** What to write for the import and for what it brings in; null where that can't be told. */
  readonly edits: readonly { readonly span: SourceSpan; readonly text: string }[] | null;
}

/** One package that another one depends on. */
export interface PackageDependency {
  readonly name: string;
  /** As written, `^2.1692.0`. */
  readonly version: string;
  /** `dependencies`, `devDependencies` … */
  readonly section: string;
  /** The name with its quotes. */
  readonly span: SourceSpan;
  /** What to delete to be rid of it, the comma included. */
  readonly removal: SourceSpan;
}

export type SynthProblemKind =
  | 'exception'
  | 'validation'
  | 'syntax'
  | 'missing-module'
  | 'missing-context'
  | 'missing-environment'
  | 'missing-file'
  | 'denied'
  | 'exit'
  | 'timeout'
  | 'memory'
  | 'annotation'
  | 'deprecated'
  | 'reported';

export interface ImportedName {
  readonly name: string;
  readonly isDefault: boolean;
  readonly use: 'construct' | 'type' | 'value';
  readonly props: readonly string[];
}

/** Something that was not analysed, and why; for the report. */
export interface Note {
  readonly span: SourceSpan;
  readonly reason: string;
}

export type { Slot, Value };
