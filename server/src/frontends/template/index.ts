/** The reader of CloudFormation and SAM templates, in YAML and JSON. */
import type { Document } from '../../core/document.ts';
import type { DocumentFacts, Frontend, LinkHost } from '../../core/facts.ts';
import type { GraphPart } from '../../core/graph.ts';
import { isTemplate } from './accepts.ts';
import { linkTemplates } from './link.ts';
import { readDocument } from './read.ts';

export const templateFrontend: Frontend = {
  name: 'template',
  accepts: isTemplate,
  read: (document: Document): DocumentFacts => readDocument(document),
  link: (facts: readonly DocumentFacts[], host: LinkHost): GraphPart => linkTemplates(facts, host),
};
