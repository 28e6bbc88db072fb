/** Templates that the CDK wrote: they are made anew from source, so that no edit of theirs lasts. */
import type { ResourceGraph } from '../core/graph.ts';
import { at } from '../core/value.ts';

/**
 * Whether a document is a template of the CDK's: each of its resources has the path of its construct, or it has the
 * parameter by which a stack asks for its bootstrap version (in snapshots of tests paths are left out).
 */
export function isGenerated(graph: ResourceGraph, uri: string): boolean {
  const stack = graph.stacks.find(s => s.uri === uri && s.kind === 'template');
  if (!stack) return false;
  if (stack.sections && at(stack.sections, 'Parameters', 'BootstrapVersion').kind !== 'absent') return true;
  const resources = graph.resources.filter(r => r.stack === stack.id && r.type !== 'AWS::CDK::Metadata');
  return resources.length > 0 && resources.every(r => at(r.attributes, 'Metadata', 'aws:cdk:path').kind === 'literal');
}
