/** What a library says of its own API: the questions that linking asks, and what the shell or a table answers. */

/**
 * A part of aws-cdk-lib as code reaches it: an exported type, and the steps from there. `new` and `()` make or call it,
 * `#2` is the third argument, `.cidr` a member or a key, `[]` an item: `new ec2.Vpc(this, 'V', { cidr })` reaches
 * `VpcProps.cidr` by `aws_ec2`, `Vpc`, `['new', '#2', '.cidr']`.
 */
export interface ApiPath {
  /** `aws_ec2`; empty for the core. */
  readonly module: string;
  readonly type: string;
  readonly steps: readonly string[];
}

export interface Deprecation {
  /** Where it is declared: `aws_ec2.VpcProps#cidr`, `aws_cloudfront.CloudFrontWebDistribution`, `CfnResource#addDependsOn`. */
  readonly api: string;
  /** The library's own words. */
  readonly says: string;
  /** A member of the same type, declared alike, that these words name; null if there is none, or if that can't be told. */
  readonly sibling: string | null;
}

/** The deprecations of one version of aws-cdk-lib. One object for one installed library. */
export interface Deprecations {
  /** Names of types and members that may be deprecated in some modules; anything else need not be asked for. */
  words(modules: readonly string[]): ReadonlySet<string>;
  /** What the library says of an API; null where it says nothing, or where the path can't be followed. */
  of(path: ApiPath): Deprecation | null;
  /** Static members of a type that are not deprecated; left out where declarations can't be read. */
  members?(module: string, type: string): readonly string[];
}
