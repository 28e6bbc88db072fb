/** Values, props and names as expressions of a CDK file, with the imports and variables that they need. */
import ts from 'typescript';
import type { ResourceGraph } from '../core/graph.ts';
import type { NewValue } from '../core/intent.ts';
import type { Resource } from '../core/resource.ts';
import { entryOf } from '../knowledge/entryOf.ts';
import { environmentAt } from './environment.ts';
import { Imports } from './imports.ts';
import { type Tree, printed, stringText, templateText } from './printed.ts';
import { type PropValue, memberFor } from './props.ts';
import { nodeAt, sourceOf, tsStyle, visible } from './source.ts';
import { eolOf, indentAt, lineEnd, refuse, stepOf } from './text.ts';
import { type Document, type Documents, type TextEdit, isList, isOf, isRef, isSub, soleReference } from './types.ts';

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'ACCOUNT_ID',
  'AWS::NotificationARNs': 'NOTIFICATION_ARNS',
  'AWS::Partition': 'PARTITION',
  'AWS::Region': 'REGION',
  'AWS::StackId': 'STACK_ID',
  'AWS::StackName': 'STACK_NAME',
  'AWS::URLSuffix': 'URL_SUFFIX',
};

/** Words that can't be names of variables, of those that constructs are called. */
const RESERVED: ReadonlySet<string> = new Set([
  'default',
  'delete',
  'export',
  'function',
  'import',
  'new',
  'package',
  'public',
]);

export interface Made {
  readonly logicalId: string;
  readonly variable: string;
  readonly fqn: string;
  readonly level: 1 | 2;
}

/** Writes expressions into the files of one change. */
export class Expressions {
  readonly #documents: Documents;
  readonly #graph: ResourceGraph;
  readonly #edits: TextEdit[];
  readonly #imports = new Map<string, Imports>();
  readonly #made: Made[] = [];
  /** Variables that were introduced, by the ids of what they hold; and the statements behind which the environment is. */
  readonly #declared = new Map<string, string>();
  readonly #kept = new Set<string>();

  /** What has to be written before an expression can stand where it will is added to `edits`. */
  constructor(documents: Documents, graph: ResourceGraph, edits: TextEdit[]) {
    this.#documents = documents;
    this.#graph = graph;
    this.#edits = edits;
  }

  /** A construct that is about to be written: others may refer to it. */
  made(made: Made): void {
    this.#made.push(made);
  }

  /** The imports that the expressions need. */
  imports(): TextEdit[] {
    return [...this.#imports.values()].flatMap(imports => imports.edits());
  }

  /** Code with each `${aws-cdk-lib.…}` as the file calls it. */
  named(uri: string, text: string): string {
    const imports = this.importsOf(this.#documents(uri));
    return text.replace(/\$\{(aws-cdk-lib\.[\w.]+)\}/g, (_, fqn: string) => imports.expression(fqn));
  }

  importsOf(document: Document): Imports {
    let imports = this.#imports.get(document.uri);
    if (!imports) {
      imports = new Imports(document);
      this.#imports.set(document.uri, imports);
    }
    return imports;
  }

  prop(document: Document, at: number, value: PropValue, indent: string): string {
    switch (value.kind) {
      case 'plain':
        return this.write(document, at, value.value, indent);
      case 'member':
        return value.name.startsWith('aws-cdk-lib.') ? this.importsOf(document).expression(value.name) : value.name;
      case 'duration': {
        // Fourteen days are not read out of 1209600 seconds.
        const days = value.unit === 'seconds' && value.amount > 0 && value.amount % 86_400 === 0;
        const amount = days ? `days(${value.amount / 86_400})` : `${value.unit}(${value.amount})`;
        return `${this.importsOf(document).expression(`aws-cdk-lib.${value.of}`)}.${amount}`;
      }
      case 'construct':
        return this.variable(document, at, value.id).variable;
      case 'method':
        return `${this.variable(document, at, value.id).variable}.${value.name}()`;
      case 'list':
        return `[${value.items.map(item => this.prop(document, at, item, indent)).join(', ')}]`;
      case 'object': {
        const entries = Object.entries(value.entries).map(([k, v]) => `${k}: ${this.prop(document, at, v, indent)}`);
        return `{ ${entries.join(', ')} }`;
      }
      case 'call': {
        const [, made, callee] = /^(new )?(.*)$/.exec(value.callee) as RegExpExecArray;
        const args = value.args.map(arg => this.prop(document, at, arg, indent));
        return `${made ?? ''}${this.importsOf(document).expression(callee as string)}(${args.join(', ')})`;
      }
    }
  }

  /** The variable that holds a resource's construct, if it can be used at a place. */
  variable(document: Document, at: number, id: string): { variable: string; fqn: string; level: 1 | 2 | 3 } {
    const made = this.#made.find(m => isOf(id, m.logicalId));
    if (made) return made;
    const resource = this.#graph.resource(id);
    const construct = resource?.construct;
    if (!resource || !construct) refuse('what it would refer to can’t be found');
    if (resource.span.uri !== document.uri) refuse(`${resource.logicalId} is made in another file`);
    const variable = construct.variable ?? this.#declare(document, resource);
    if (!visible(sourceOf(document), variable, resource.span.start, at))
      refuse(`${variable} can’t be used at this place`);
    return { variable, fqn: construct.fqn, level: construct.level };
  }

  /** Gives a construct that is made in a statement of its own a variable. */
  #declare(document: Document, { id, logicalId, path, span }: Resource): string {
    const declared = this.#declared.get(id);
    if (declared !== undefined) return declared;
    const made = nodeAt(sourceOf(document), span.start, span.end, ts.isNewExpression);
    if (!made || !ts.isExpressionStatement(made.parent)) refuse(`no variable holds ${logicalId}`);
    const own = path === null ? logicalId : path.slice(path.lastIndexOf('/') + 1);
    const words = own.split(/[^A-Za-z0-9]+/).filter(w => w !== '');
    const name = words
      .map((w, i) => (i === 0 ? w.charAt(0).toLowerCase() : w.charAt(0).toUpperCase()) + w.slice(1))
      .join('');
    const taken = new RegExp(`(?<![\\w$.'"])${name}(?![\\w$'"])`).test(document.text);
    if (!/^[a-z]\w*$/.test(name) || RESERVED.has(name)) refuse(`no variable holds ${logicalId}`);
    const variable = taken ? `${name}Construct` : name;
    const at = made.parent.getStart();
    this.#edits.push({ span: { uri: document.uri, start: at, end: at }, text: `const ${variable} = ` });
    this.#declared.set(id, variable);
    return variable;
  }

  #environment(document: Document, at: number, fallback: string): string {
    const source = sourceOf(document);
    const { expression, declare } = environmentAt(source, at, fallback, tsStyle(source).quote);
    const id = `${document.uri}:${declare?.after.pos}`;
    if (declare && !this.#kept.has(id)) {
      this.#kept.add(id);
      this.addLines(document, declare.after, [`const ${expression} = ${declare.initializer}`]);
    }
    return expression;
  }

  /** A value as an expression. `indent` is that of the line it starts on. */
  write(document: Document, at: number, value: NewValue, indent: string): string {
    const { text } = document;
    const { quote } = tsStyle(sourceOf(document));
    if (typeof value === 'string') return stringText(value, quote);
    if (typeof value !== 'object') return String(value);
    if (isRef(value)) {
      const { variable, fqn, level } = this.variable(document, at, value.$ref);
      const name =
        memberFor(fqn, level, value.attribute) ?? refuse(`${fqn} has no member for ${value.attribute ?? 'its name'}`);
      return value.suffix ? `\`\${${variable}.${name}}${templateText(value.suffix)}\`` : `${variable}.${name}`;
    }
    if (isSub(value)) {
      const alone = soleReference(value.$sub);
      const member = alone === null ? undefined : entryOf(PSEUDO, alone);
      if (member !== undefined) return `${this.importsOf(document).expression('aws-cdk-lib.Aws')}.${member}`;
      const parts = value.$sub.split(/(\$\{[^}]*\})/);
      if (parts.length === 1) return stringText(value.$sub, quote);
      return `\`${parts
        .map(part => {
          if (!part.startsWith('${')) return templateText(part);
          const name = part.slice(2, -1);
          if (name.startsWith('!')) return templateText(`\${${name.slice(1)}}`);
          if (name.startsWith('@environment:')) return `\${${this.#environment(document, at, name.slice(13))}}`;
          const pseudo = entryOf(PSEUDO, name) ?? refuse(`\${${name}} has no counterpart in code`);
          return `\${${this.importsOf(document).expression('aws-cdk-lib.Aws')}.${pseudo}}`;
        })
        .join('')}\``;
    }
    const step = stepOf(text);
    const eol = eolOf(text);
    if (isList(value)) {
      const items = value.map(v => this.write(document, at, v, indent + step));
      const line = `[${items.join(', ')}]`;
      return line.length < 80 && !line.includes('\n')
        ? line
        : `[${eol}${items.map(i => `${indent}${step}${i},${eol}`).join('')}${indent}]`;
    }
    const entries: Tree = {};
    for (const [k, v] of Object.entries((value as { $object: Record<string, NewValue> }).$object))
      entries[k] = { raw: this.write(document, at, v, indent + step) };
    return printed(entries, indent, step, eol);
  }

  /** Statements on lines of their own after another one. */
  addLines(document: Document, after: ts.Statement, lines: readonly string[]): void {
    const { text, uri } = document;
    const source = sourceOf(document);
    const indent = indentAt(text, after.getStart(source));
    const end = tsStyle(source).semicolons ? ';' : '';
    const at = lineEnd(text, after.end);
    this.#edits.push({
      span: { uri, start: at, end: at },
      text: lines.map(line => `${eolOf(text)}${indent}${line}${end}`).join(''),
    });
  }
}
