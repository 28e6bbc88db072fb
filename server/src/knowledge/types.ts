/** The shapes of the generated tables. `npm run generate` fills them from published data; see each table's header for source and date. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** How aws-cdk-lib's constructs become CloudFormation. */
export interface LoweringTable {
  /** The aws-cdk-lib version it was made from. */
  readonly version: string;
  /** By fully qualified name, `aws-cdk-lib.aws_s3.Bucket`; L1 classes are not listed, `l1` covers them. */
  readonly constructs: Readonly<Record<string, ConstructLowering>>;
  /** Values of enum members and enum-like statics: `aws-cdk-lib.aws_lambda.Runtime.NODEJS_18_X` → `nodejs18.x`. */
  readonly statics: Readonly<Record<string, Json>>;
  /** L1 classes by fully qualified name, `aws-cdk-lib.aws_s3.CfnBucket` → `AWS::S3::Bucket`. */
  readonly l1: Readonly<Record<string, string>>;
  /**
   * CloudFormation names of L1 props that capitalising the first letter does not give: `sseSpecification` →
   * `SSESpecification`. Where a name means different things, the key has the CloudFormation type of the resource before
   * it, at any depth within: `AWS::WAFv2::WebACL:arn` → `ARN`. Look for that key first.
   */
  readonly l1Names: Readonly<Record<string, string>>;
}

export interface ConstructLowering {
  /** The CloudFormation type of the construct's main resource. */
  readonly type: string;
  /**
   * By prop name. A prop that is not listed is one that we can't lower: it makes nothing known, and nothing absent. An
   * empty list: it is known to touch nothing on the main resource. Where two props that are given write the same place,
   * one that writes just what is the default there gives way to the other; otherwise the place is unknown.
   */
  readonly props: Readonly<Record<string, PropLowering | readonly PropLowering[]>>;
  /**
   * CloudFormation properties that the construct sets when the user says nothing, by dotted path. A property that is
   * neither here nor touched by a prop that is given is absent. `null`: set, but to what can't be said here.
   */
  readonly defaults: Readonly<Record<string, Json>>;
  /** Members that stand for an attribute of the main resource: `tableArn` → `Arn`, `tableName` → null (`Ref`). */
  readonly attributes: Readonly<Record<string, string | null>>;
}

export interface PropLowering {
  /** The CloudFormation path, dotted: `VersioningConfiguration.Status`; starting with `@` for a resource attribute: `@DeletionPolicy`. */
  readonly to: string;
  /** Without any of the following, the value is written there as it is. */
  /**
   * The value by what is written: `true`, `false`, an enum member's qualified name; `*` for whatever is written. `null`:
   * nothing stands there then, not even a default. What is not listed: can't be said. A `null` inside of a list or
   * object is something that is set, but to what can't be said.
   */
  readonly values?: Readonly<Record<string, Json>>;
  /** A `Duration` or `Size`, written as a number of these. */
  readonly unit?: 'milliseconds' | 'seconds' | 'minutes' | 'hours' | 'days' | 'kibibytes' | 'mebibytes' | 'gibibytes';
  /**
   * An object whose own props are lowered below `to`, which may be empty: then they say the whole path. A list of such
   * objects becomes a list at `to`, item by item.
   */
  readonly props?: Readonly<Record<string, PropLowering | readonly PropLowering[]>>;
  /**
   * With `props`: what stands below `to` (in each item) when the object is given and the prop that writes there is not,
   * by dotted path; `null`: something that can't be said. Whatever else the given props don't write there is absent.
   */
  readonly defaults?: Readonly<Record<string, Json>>;
  /** It writes there, and at places below, but what can't be said from the value alone. */
  readonly opaque?: true;
  /**
   * With `opaque`: the value is a construct (or a list of them), and what is written is this attribute of its main
   * resource (a list of those); `null` for `Ref`.
   */
  readonly attribute?: string | null;
}

/** One Lambda runtime; dates are ISO, null while AWS has not set them. */
export interface RuntimeFacts {
  readonly id: string;
  readonly family: string;
  readonly deprecated: string | null;
  readonly blockCreate: string | null;
  readonly blockUpdate: string | null;
  readonly successor: string | null;
}

/** What a service accepts as a physical name. */
export interface NameRule {
  /** The property that holds the name: `BucketName`. */
  readonly property: string;
  readonly pattern: string | null;
  readonly minLength: number | null;
  readonly maxLength: number | null;
  /** What it takes in words: `3 to 63 lower-case letters, digits, dots and hyphens`. */
  readonly words: string;
}
