/** What reading one template gives, as plain data; and what linking needs of it beyond its own part of the graph. */
import type { SourceSpan } from '../../core/document.ts';
import type { GraphPart } from '../../core/graph.ts';
import type { TemplateSymbols } from './symbols.ts';

export interface TemplateBody {
  /** Everything that the template says on its own. */
  readonly part: GraphPart;
  /** Exports whose name is known as far as it is written, with the resource whose value is exported, if it is one. */
  readonly exports: readonly { readonly name: string; readonly resource: string | null; readonly span: SourceSpan }[];
  /** `Fn::ImportValue` in resources. */
  readonly imports: readonly { readonly from: string; readonly name: string; readonly span: SourceSpan }[];
  /** `AWS::CloudFormation::Stack` and `AWS::Serverless::Application` with a template that is a local file. */
  readonly nested: readonly NestedStack[];
  /** Parameters of this template and where they go, for nested stacks: parameter → the resources that mention it. */
  readonly parameterUses: Readonly<Record<string, readonly string[]>>;
  /** Outputs and the resource that each gives, for what a parent reads with `Outputs.Name`. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Its names, for going about in it. */
  readonly symbols: TemplateSymbols;
}

export interface NestedStack {
  readonly resource: string;
  readonly uri: string;
  readonly span: SourceSpan;
  /** Parameters that are given a resource of the parent: parameter name → resource id and where. */
  readonly parameters: readonly { readonly name: string; readonly resource: string; readonly span: SourceSpan }[];
}
