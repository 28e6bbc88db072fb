/** Decides which documents are templates, without reading them: it is asked about every YAML and JSON file of a workspace. */
import type { Document } from '../../core/document.ts';

const EXTENSION = /\.(ya?ml|json|template|cfn)$/i;
/** A resource type: AWS's own, a custom one, or a third party's from the registry. */
const RESOURCE_TYPE = /["']?Type["']?\s*:\s*["']?(?:(?:AWS|Alexa|Custom)::|[A-Z]\w*::\w+::\w+)/;

/**
 * Whether a document is a CloudFormation or SAM template: by extension (an untitled document needs none), then by a
 * top-level `AWSTemplateFormatVersion`, or a top-level `Resources` with a type of CloudFormation's in it. A
 * `serverless.yml` has both one level further in and is none; the `Resources` of a CodeDeploy AppSpec is a list.
 */
export function isTemplate(document: Document): boolean {
  const { text, uri } = document;
  if (!EXTENSION.test(uri) && !uri.startsWith('untitled:')) return false;
  const versioned = text.includes('AWSTemplateFormatVersion');
  if (!versioned && !(text.includes('Resources') && RESOURCE_TYPE.test(text))) return false;
  const start = firstContent(text);
  return text[start] === '{' ? braced(text, start, versioned) : indented(text, versioned);
}

/** The offset of the first character that is no white space, comment or directive. */
function firstContent(text: string): number {
  const found = /^\uFEFF?(?:\s+|#[^\n]*|%[^\n]*\n|---(?=\s))*/.exec(text);
  return found ? found[0].length : 0;
}

/** YAML in blocks: the keys that stand as far left as the first one. */
function indented(text: string, versioned: boolean): boolean {
  // Nobody indents the whole of a template by more, and the margin becomes part of expressions.
  const first = /^(\uFEFF?[ \t]{0,100})["']?[A-Za-z][\w:]*["']?[ \t]*:/m.exec(text);
  if (!first) return false;
  const margin = (first[1] as string).replace('\uFEFF', '');
  if (versioned && new RegExp(`^\\uFEFF?${margin}["']?AWSTemplateFormatVersion["']?[ \\t]*:`, 'm').test(text))
    return true;
  const resources = new RegExp(
    `^\\uFEFF?${margin}["']?Resources["']?[ \\t]*:[ \\t]*(?:#.*)?\\r?\\n(?:[ \\t]*(?:#.*)?\\r?\\n)*([ \\t]*-[ \\t\\r\\n])?`,
    'm',
  ).exec(text);
  return resources !== null && resources[1] === undefined;
}

/** JSON, or YAML in braces: the keys of the outermost braces, found by counting brackets outside of strings. */
function braced(text: string, start: number, versioned: boolean): boolean {
  const telling = /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[{}[\]]|\/\/[^\n]*|\b(?:AWSTemplateFormatVersion|Resources)\b/g;
  telling.lastIndex = start;
  let depth = 0;
  for (let match = telling.exec(text); match; match = telling.exec(text)) {
    const token = match[0];
    if (token === '{' || token === '[') depth++;
    else if (token === '}' || token === ']') depth--;
    else if (depth === 1) {
      const key = token.replace(/^["']|["']$/g, '');
      if (key !== 'AWSTemplateFormatVersion' && key !== 'Resources') continue;
      const next = /^\s*:\s*(\S)?/.exec(text.slice(telling.lastIndex, telling.lastIndex + 200));
      if (!next) continue;
      if (key === 'AWSTemplateFormatVersion' ? versioned : next[1] !== '[') return true;
    }
    if (depth <= 0) return false;
  }
  return false;
}
