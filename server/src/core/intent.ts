/** Intents: what a rule wants changed, in the words of the graph. `fixes/` knows how to write it in each language. */
import type { SourceSpan } from './document.ts';
import type { PolicyStatement } from './resource.ts';
import type { List, ObjectValue, Value } from './value.ts';

/** A value to write. Objects and lists are plain; everything that is no literal is one of the tagged forms. */
export type NewValue =
  | string
  | number
  | boolean
  | readonly NewValue[]
  | { readonly $object: Readonly<Record<string, NewValue>> }
  /** A reference to a resource of the graph: `!Ref`, `!GetAtt`, `table.tableArn`. `suffix` is text that follows (`/*`). */
  | { readonly $ref: string; readonly attribute: string | null; readonly suffix?: string }
  /**
   * A string with pseudo parameters: `!Sub arn:${AWS::Partition}:…`, a template string with `cdk.Aws.PARTITION` in CDK. In CDK
   * `${@environment:dev}` is whatever says there which environment it is, else a context value with that default.
   */
  | { readonly $sub: string };

export type Intent =
  /** Set one property of a resource, by CloudFormation path. Written as the construct's own prop in CDK. */
  | {
      readonly kind: 'setProperty';
      readonly resource: string;
      readonly path: readonly string[];
      readonly value: NewValue;
    }
  /** Set a key of any object that is written out (a policy statement, a nested object); `key` in CloudFormation's words. */
  | { readonly kind: 'setKey'; readonly object: ObjectValue; readonly key: string; readonly value: NewValue }
  /** Take away an entry of an object that is written out in a template, a section's for instance, by its path from there. */
  | { readonly kind: 'removeKey'; readonly object: ObjectValue; readonly path: readonly string[] }
  /** Set a resource attribute: `DeletionPolicy`, `Metadata` … */
  | { readonly kind: 'setAttribute'; readonly resource: string; readonly name: string; readonly value: NewValue }
  | { readonly kind: 'removeProperty'; readonly resource: string; readonly path: readonly string[] }
  /** Remove a property of an object literal in code: from its key to the end of its value. */
  | { readonly kind: 'removeEntry'; readonly span: SourceSpan }
  /** Remove one item of a list; a property of a resource goes itself when it was the last one. */
  | { readonly kind: 'removeItem'; readonly list: List; readonly index: number }
  | { readonly kind: 'insertItem'; readonly list: List; readonly value: NewValue }
  /** One more statement in the same policy, behind a statement that is written out; elements by IAM's names. */
  | {
      readonly kind: 'addStatement';
      readonly beside: PolicyStatement;
      readonly elements: Readonly<Record<string, NewValue>>;
    }
  /**
   * In CDK code: let a function do some actions on a resource, by a grant method of the resource's construct
   * (`grantReadData`; `grant` is given the actions), or where that is null by a statement for the function's role.
   */
  | {
      readonly kind: 'grant';
      readonly function: string;
      readonly on: string;
      readonly method: string | null;
      readonly actions: readonly string[];
      /** What follows the ARN, for each part of the resource that is meant: nothing, `/*`. */
      readonly suffixes: readonly string[];
    }
  /** In CDK code: give the construct of an API a path that is asked with GET, and that a function answers. */
  | { readonly kind: 'addRoute'; readonly api: string; readonly function: string; readonly path: string }
  /** Write another value in the place of this one, keeping the quotes of a string. */
  | { readonly kind: 'replaceValue'; readonly value: Value; readonly with: NewValue }
  /** Replace source text as it is, for code. */
  | {
      readonly kind: 'replaceText';
      readonly span: SourceSpan;
      readonly text: string;
      /** What it says is meant to reach resources wherever they are: the name of the environment. */
      readonly reachesAll?: boolean;
      /** `${aws-cdk-lib.aws_logs.LogGroup}` in the text stands for what the file calls that, which is imported if need be. */
      readonly names?: boolean;
      /** The logical ID of a resource that the text makes. */
      readonly adds?: string;
    }
  /** Add a resource to the stack of another one, with what CDK code would say. */
  | {
      readonly kind: 'addResource';
      readonly near: string;
      readonly logicalId: string;
      readonly type: string;
      readonly properties: Readonly<Record<string, NewValue>>;
      /** Ids of resources that CDK code hands to the new construct as they are: the function of an API, what a dashboard shows. */
      readonly uses?: readonly string[];
      /** Further properties that CDK code sets where the construct has props for them. */
      readonly asked?: readonly { readonly path: readonly string[]; readonly value: NewValue }[];
      /** Tags that CDK code puts on it. */
      readonly tags?: Readonly<Record<string, string>>;
    }
  /** Take a resource away that nothing refers to. */
  | { readonly kind: 'removeResource'; readonly resource: string }
  /** Tag everything in a CDK app, or in one stack where the app is not in sight. `stack` is the id of one of its stacks. */
  | { readonly kind: 'addTags'; readonly stack: string; readonly tags: Readonly<Record<string, string>> }
  /** Add an output to the stack of a resource. `exportName` is null for one that is not exported. */
  | {
      readonly kind: 'addOutput';
      readonly near: string;
      readonly logicalId: string;
      readonly value: NewValue;
      readonly exportName: NewValue | null;
    }
  /** Move a resource of CDK code into a construct class of its own, which gives it another logical ID. */
  | { readonly kind: 'moveToConstruct'; readonly resource: string }
  | { readonly kind: 'createFile'; readonly uri: string; readonly text: string };

/** A fix as a rule words it. `fixes/` makes the edits, proves them, and may lower the safety, never raise it. */
export interface FixProposal {
  /** An imperative with the user's own names. */
  readonly title: string;
  readonly intents: readonly Intent[];
  readonly safety: 'safe' | 'review';
}
