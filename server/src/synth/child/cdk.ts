/** The parts of aws-cdk-lib and constructs that the child touches, in every version of two years and more. */

export interface Node {
  readonly path: string;
  readonly id: string;
  readonly scope: Construct | undefined;
  readonly children: readonly Construct[];
  readonly metadata: readonly { readonly type: string; readonly data: unknown }[];
  tryGetContext(key: string): unknown;
  /** The construct of the node. */
  readonly host: Construct;
}

export interface Construct {
  readonly node: Node;
}

export interface Stack extends Construct {
  readonly stackName: string;
  readonly templateFile: string;
  readonly account: string;
  readonly region: string;
  readonly nestedStackParent: Stack | undefined;
  resolve(value: unknown): unknown;
  _toCloudFormation(): unknown;
}

export interface CfnElement extends Construct {
  readonly stack: Stack;
  readonly logicalId: string;
  _toCloudFormation(): Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface CfnResource extends CfnElement {
  readonly cfnResourceType: string;
  readonly cfnOptions: object;
  readonly cfnPropertyNames?: Readonly<Record<string, string>>;
}

export interface Stage extends Construct {
  readonly outdir: string;
  synth(options: object): { readonly directory: string };
}

export interface PolicyStatement {
  toStatementJson(): unknown;
}

export interface PolicyDocument {
  readonly statements?: readonly PolicyStatement[];
}

export interface Core {
  readonly App: { isApp(value: unknown): boolean };
  readonly Stage: { isStage?(value: unknown): boolean; of(construct: Construct): Stage | undefined };
  readonly Stack: { isStack(value: unknown): boolean };
  readonly CfnElement: { isCfnElement(value: unknown): boolean };
  readonly CfnResource: { isCfnResource(value: unknown): boolean };
  readonly TagManager: { of?(construct: Construct): object | undefined };
  readonly Token: { isUnresolved(value: unknown): boolean };
}
