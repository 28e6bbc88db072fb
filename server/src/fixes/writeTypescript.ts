/** Turns intents about CDK code into edits: CloudFormation's words become props, members and imports of the file at hand. */
import ts from 'typescript';
import type { ResourceGraph } from '../core/graph.ts';
import type { Intent, NewValue } from '../core/intent.ts';
import type { Resource, Stack } from '../core/resource.ts';
import { type List, type ObjectValue, type Slot, type Value, at as valueAt, stringOf } from '../core/value.ts';
import { entryOf } from '../knowledge/entryOf.ts';
import { lowering } from '../knowledge/index.ts';
import { Expressions } from './expressions.ts';
import { ObjectChanges, indentFor } from './objects.ts';
import { type Tree, grow, printed, stringText, templateText } from './printed.ts';
import { type Has, type PropValue, assignmentsFor, constructFor, l1Prop, memberFor, propsWriting } from './props.ts';
import { declarationOf, member, nodeAt, sourceOf, statementOf, tsStyle, withComments } from './source.ts';
import { starter } from './starters.ts';
import {
  eolOf,
  indentAt,
  lineEnd,
  lineStart,
  nextLine,
  onlyCommentFollows,
  refuse,
  startsLine,
  stepOf,
} from './text.ts';
import { engineValue } from './typedValues.ts';
import { type Document, type Documents, type SourceSpan, type TextEdit, isList, isObject } from './types.ts';
import { locate } from './writeTemplate.ts';

/** Properties whose keys are not the CDK's but the user's or another language's, and are written as they are. */
const VERBATIM = /(?:Document|Variables|Labels|Parameters|Metadata|Policy|EventPattern|Definition|Body|Tags|Options)$/;

/** The props of `iam.PolicyStatement` by IAM's names. */
const STATEMENT: Readonly<Record<string, string>> = {
  Sid: 'sid',
  Effect: 'effect',
  Action: 'actions',
  NotAction: 'notActions',
  Resource: 'resources',
  NotResource: 'notResources',
  Condition: 'conditions',
};

/** What `encryption` must say where a construct is given a key and says something already. */
const KEY_ENCRYPTION: Readonly<Record<string, string>> = {
  'aws-cdk-lib.aws_s3.Bucket': 'aws-cdk-lib.aws_s3.BucketEncryption.KMS',
  'aws-cdk-lib.aws_dynamodb.Table': 'aws-cdk-lib.aws_dynamodb.TableEncryption.CUSTOMER_MANAGED',
  'aws-cdk-lib.aws_sqs.Queue': 'aws-cdk-lib.aws_sqs.QueueEncryption.KMS',
  'aws-cdk-lib.aws_kinesis.Stream': 'aws-cdk-lib.aws_kinesis.StreamEncryption.KMS',
};

const REMOVAL: Readonly<Record<string, string>> = { Retain: 'RETAIN', Delete: 'DESTROY', Snapshot: 'SNAPSHOT' };

/** Collects what is to be done in CDK code, so that several changes of one object become one. */
export class TypescriptWriter {
  readonly #documents: Documents;
  readonly #edits: TextEdit[] = [];
  readonly #expressions: Expressions;
  readonly #objects: ObjectChanges;
  readonly #engines = new Map<string, string>();
  /** The ids of the resources that a removal policy was applied to. */
  readonly #kept = new Set<string>();
  readonly #has: Has;

  constructor(documents: Documents, graph: ResourceGraph, has: Has = () => null) {
    this.#documents = documents;
    this.#has = has;
    this.#expressions = new Expressions(documents, graph, this.#edits);
    this.#objects = new ObjectChanges(documents, this.#expressions, has);
  }

  setProperty(resource: Resource, path: readonly string[], value: NewValue): void {
    const { construct } = resource;
    if (!construct) refuse('the code makes it without a construct of its own');
    if (construct.level === 1) {
      if (path[0]?.startsWith('@')) {
        this.#applyRemovalPolicy(resource, path[0].slice(1), value);
        return;
      }
      this.#setL1(resource, path, value);
      return;
    }
    const slot = resource.properties.slot ?? refuse('its props can’t be seen here');
    const engine = this.#engine(resource, path, value);
    if (engine) {
      this.#objects.assign(slot, { path: ['engine'], value: engine });
      return;
    }
    const choices = assignmentsFor(construct.fqn, path, value, this.#has);
    if (choices.length === 0 && path[0]?.startsWith('@')) {
      this.#applyRemovalPolicy(resource, path[0].slice(1), value);
      return;
    }
    if (choices.length === 0)
      refuse(`${construct.written} has no prop that sets ${path.join('.').replace('@', '')} to this`);
    // A prop that is written already, deprecated or not: the library takes no second one that says the same.
    const there = slot.style === 'ts-object' ? this.#objects.object(this.#documents(slot.span.uri), slot.span) : null;
    const chosen = choices.find(c => there && c.every(a => member(there, a.path[0] as string))) ?? choices[0];
    for (const assignment of chosen ?? []) this.#objects.assign(slot, assignment);
    // What empties a resource before it goes is refused by the library where it is to stay.
    const emptied = path[0] === '@DeletionPolicy' && value === 'Retain' ? there : null;
    for (const name of emptied ? ['autoDeleteObjects', 'emptyOnDelete'] : []) {
      const property = emptied && member(emptied, name);
      if (property) this.#objects.remove(this.#documents(slot.span.uri), emptied, property);
    }
    const keyed = chosen?.some(a => a.value.kind === 'construct') ? KEY_ENCRYPTION[construct.fqn] : undefined;
    if (keyed && there && member(there, 'encryption'))
      this.#objects.assign(slot, { path: ['encryption'], value: { kind: 'member', name: keyed } });
  }

  /** The call that sets both policies of a construct without a prop for them. */
  #applyRemovalPolicy(resource: Resource, attribute: string, value: NewValue): void {
    const policy = /^(Deletion|UpdateReplace)Policy$/.test(attribute) ? entryOf(REMOVAL, String(value)) : undefined;
    if (policy === undefined) refuse(`${resource.construct?.written} has no prop that sets ${attribute}`);
    if (this.#kept.has(resource.id)) return;
    this.#kept.add(resource.id);
    const document = this.#documents(resource.span.uri);
    const made = nodeAt(sourceOf(document), resource.span.start, resource.span.end, ts.isNewExpression);
    const statement = made && statementOf(made);
    if (!statement) refuse('the statement that makes it can’t be found');
    const { variable } = this.#expressions.variable(document, statement.end, resource.id);
    const name = this.#expressions.importsOf(document).expression('aws-cdk-lib.RemovalPolicy');
    this.#expressions.addLines(document, statement, [`${variable}.applyRemovalPolicy(${name}.${policy})`]);
  }

  /** The engine of a database and its version are one prop; null for anything else. */
  #engine({ construct, id, properties }: Resource, path: readonly string[], value: NewValue): PropValue | null {
    const [property] = path;
    if (!construct || path.length !== 1 || typeof value !== 'string') return null;
    if (property === 'Engine') {
      this.#engines.set(id, value);
      return engineValue(construct.fqn, value, null);
    }
    const engine = this.#engines.get(id) ?? stringOf(valueAt(properties, 'Engine'));
    return property === 'EngineVersion' && engine !== null ? engineValue(construct.fqn, engine, value) : null;
  }

  removeProperty(resource: Resource, path: readonly string[]): void {
    const { construct } = resource;
    if (!construct) refuse('the code makes it without a construct of its own');
    const slot = resource.properties.slot ?? refuse('its props can’t be seen here');
    if (slot.style !== 'ts-object') refuse('it has no props');
    const document = this.#documents(slot.span.uri);
    const object = this.#objects.object(document, slot.span);
    const paths =
      construct.level === 1
        ? [path.map((key, i) => (path.slice(0, i).some(p => VERBATIM.test(p)) ? key : l1Prop(resource.type, key)))]
        : propsWriting(construct.fqn, path);
    let found = false;
    for (const p of paths) {
      let at: ts.ObjectLiteralExpression | null = object;
      for (let i = 0; i < p.length && at; i++) {
        const property: ts.ObjectLiteralElementLike | undefined = member(at, p[i] as string);
        if (!property) break;
        if (i === p.length - 1) {
          const rewritten = ts.isPropertyAssignment(property) ? property.initializer.getStart() : property.end;
          // What another intent rewrites stays, although it writes there, too.
          if (!this.#objects.rewrites(document.uri, rewritten)) this.#objects.remove(document, at, property);
          found = true;
        }
        at =
          ts.isPropertyAssignment(property) && ts.isObjectLiteralExpression(property.initializer)
            ? property.initializer
            : null;
      }
    }
    if (!found) refuse(`the prop that sets ${path.join('.')} is not written here`);
  }

  setKey(object: ObjectValue, key: string, value: NewValue): void {
    const slot = (object.origin === 'written' && object.slot) || refuse('the object is not written out here');
    const document = this.#documents(slot.span.uri);
    const name = this.#keyIn(document, object, key);
    let wanted = value;
    if (this.#isStatement(document, slot.span)) {
      if (key === 'Effect') {
        const effect = this.#expressions
          .importsOf(document)
          .expression(`aws-cdk-lib.aws_iam.Effect.${String(value).toUpperCase()}`);
        this.#objects.put(slot, [name], { raw: effect });
        return;
      }
      if (/s$/.test(name) && name !== 'conditions' && !isList(value)) wanted = [value];
    }
    this.#objects.put(slot, [name], {
      raw: this.#expressions.write(document, slot.end, wanted, indentFor(document.text, slot)),
    });
  }

  /** One more statement behind the one whose elements are given: in its list, as an argument, or in a call of its own. */
  addStatement(beside: ObjectValue, elements: Readonly<Record<string, NewValue>>): void {
    const document = this.#documents(beside.span.uri);
    const { text, uri } = document;
    const source = sourceOf(document);
    const object = this.#objects.object(document, beside.span);
    const wrapper =
      (ts.isNewExpression(object.parent) || ts.isCallExpression(object.parent)) &&
      /PolicyStatement(?:\.fromJson)?$/.test(object.parent.expression.getText(source))
        ? object.parent
        : null;
    const made = wrapper ?? object;
    const { parent } = made;
    const call =
      ts.isCallExpression(parent) && parent.arguments.length === 1 && ts.isExpressionStatement(parent.parent)
        ? parent.parent
        : null;
    const inList =
      ts.isArrayLiteralExpression(parent) ||
      (ts.isCallExpression(parent) && /\baddStatements$/.test(parent.expression.getText(source)));
    const indent = indentAt(text, (inList || !call ? made : call).getStart(source));
    const props: Tree = {};
    for (const [key, value] of Object.entries(elements)) {
      if (!wrapper || ts.isCallExpression(wrapper)) {
        props[key] = { raw: this.#expressions.write(document, made.end, value, indent + stepOf(text)) };
        continue;
      }
      // What is not said is `Allow`.
      if (key === 'Effect' && value === 'Allow') continue;
      const name = entryOf(STATEMENT, key) ?? refuse(`a PolicyStatement's ${key} takes more than a value`);
      const items = /^(?:Not)?(?:Action|Resource)$/.test(key) && !isList(value) ? [value] : value;
      props[name] = { raw: this.#expressions.write(document, made.end, items, indent + stepOf(text)) };
    }
    const body = printed(props, indent, stepOf(text), eolOf(text));
    const line = wrapper
      ? `${ts.isNewExpression(wrapper) ? 'new ' : ''}${wrapper.expression.getText(source)}(${body})`
      : body;
    const insert = (at: number, added: string) => this.#edits.push({ span: { uri, start: at, end: at }, text: added });
    if (inList) {
      const ownLine = text.slice(lineStart(text, made.getStart(source)), made.getStart(source)).trim() === '';
      insert(made.end, ownLine ? `,${eolOf(text)}${indent}${line}` : `, ${line}`);
    } else if (call && ts.isCallExpression(parent))
      this.#expressions.addLines(document, call, [`${parent.expression.getText(source)}(${line})`]);
    else refuse('no other statement can be written beside it');
  }

  /** `local` writes where the value is used, although the token that makes it stands elsewhere. */
  replaceValue(value: Value, to: NewValue, local = false): void {
    if (value.kind === 'absent') refuse('there is no value to replace');
    if (value.kind === 'unknown') refuse(`the value can’t be seen (${value.reason})`);
    if (value.origin !== 'written') refuse('the construct sets it by itself; there is nothing to rewrite');
    if ((value.kind === 'list' || value.kind === 'object') && !value.slot) refuse('the value is not written out here');
    let place = value.span;
    if (value.kind === 'literal' && !local) {
      if (!value.written) refuse('the value is computed; no single place makes it');
      place = value.written;
    } else if (value.kind === 'literal') {
      // What is lowered from a call or a member is of another type in the code; only what is itself the value may go.
      const node = nodeAt(sourceOf(this.#documents(place.uri)), place.start, place.end, isPlainExpression);
      if (!node) refuse('the value is computed; no single place makes it');
    }
    this.#objects.replace(place, to);
  }

  /** A new construct beside another one; `before` it, in a variable, where something else refers to it. */
  addResource(near: Resource, intent: Intent & { readonly kind: 'addResource' }, before: boolean): void {
    const { logicalId, type, properties, uses = [], asked = [], tags = {} } = intent;
    const { uri } = near.span;
    const document = this.#documents(uri);
    const source = sourceOf(document);
    const { text } = document;
    const made = nodeAt(source, near.span.start, near.span.end, ts.isNewExpression);
    const scope = made?.arguments?.[0];
    const statement = made && statementOf(made);
    if (!scope || !statement) refuse('the statement that makes its neighbour can’t be found');
    const begun = starter(type, properties, uses);
    const what = begun
      ? { fqn: begun.fqn, level: 2 as const }
      : (constructFor(type) ?? refuse(`no construct is known for ${type}`));
    let { fqn, level } = what;
    const props: Tree = {};
    const position = statement.getStart(source);
    const indent = indentAt(text, position);
    // What it names must be declared where it will stand.
    const here = before ? position : statement.end;
    const put = (construct: string, l: 1 | 2): boolean => {
      for (const key of Object.keys(props)) delete props[key];
      for (const [name, value] of Object.entries(begun?.props ?? {}))
        props[name] = { raw: this.#expressions.prop(document, here, value, indent + stepOf(text)) };
      for (const [name, value] of Object.entries(properties)) {
        if (begun?.says.includes(name)) continue;
        if (l === 1) {
          props[l1Prop(type, name)] = {
            raw: this.#expressions.write(document, here, this.#l1Keys(type, [name], value), indent + stepOf(text)),
          };
          continue;
        }
        const [best] = assignmentsFor(construct, [name], value, this.#has);
        if (!best) return false;
        for (const a of best)
          grow(props, a.path, { raw: this.#expressions.prop(document, here, a.value, indent + stepOf(text)) });
      }
      if (l === 1) return true;
      for (const { path, value } of asked) {
        const [best = []] =
          path[0] !== undefined && path[0] in properties ? [] : assignmentsFor(construct, path, value, this.#has);
        for (const a of best)
          grow(props, a.path, { raw: this.#expressions.prop(document, here, a.value, indent + stepOf(text)) });
      }
      return true;
    };
    if (!put(fqn, level)) {
      if (begun) refuse(`${fqn.slice(fqn.lastIndexOf('.') + 1)} has no props for all that it needs`);
      const l1 = Object.entries(lowering().l1).find(([, t]) => t === type)?.[0];
      if (!l1) refuse(`no construct is known that sets what ${type} needs`);
      fqn = l1;
      level = 1;
      put(l1, 1);
    }
    const style = tsStyle(source);
    const eol = eolOf(text);
    const cls = this.#expressions.importsOf(document).expression(fqn);
    const variable = freeName(text, cls, logicalId);
    const body = Object.keys(props).length > 0 ? `, ${printed(props, indent, stepOf(text), eol)}` : '';
    const end = style.semicolons ? ';' : '';
    const tagged = Object.entries(tags).map(([key, value]) => {
      const of = this.#expressions.importsOf(document).expression('aws-cdk-lib.Tags');
      return `${eol}${indent}${of}.of(${variable}).add(${stringText(key, style.quote)}, ${stringText(value, style.quote)})${end}`;
    });
    const declared = before || tagged.length > 0 ? `const ${variable} = ` : '';
    const line = `${declared}new ${cls}(${scope.getText(source)}, ${style.quote}${logicalId}${style.quote}${body})${end}${tagged.join('')}`;
    this.#expressions.made({ logicalId, variable, fqn, level });
    const at = before ? withComments(text, position) : lineEnd(text, statement.end);
    this.#edits.push({ span: { uri, start: at, end: at }, text: before ? line + eol + indent : eol + indent + line });
  }

  /** Takes the statement out that makes a construct, with its comments, where nothing else is in it and nothing uses it. */
  removeResource(resource: Resource): void {
    const { uri } = resource.span;
    const document = this.#documents(uri);
    const { text } = document;
    const source = sourceOf(document);
    const made = nodeAt(source, resource.span.start, resource.span.end, ts.isNewExpression);
    const statement = made && statementOf(made);
    if (!statement) refuse('the statement that makes it can’t be found');
    if (ts.isVariableStatement(statement)) {
      const [only, ...others] = statement.declarationList.declarations;
      if (!only || others.length > 0 || only.initializer !== made || !ts.isIdentifier(only.name))
        refuse('its statement makes more than this');
      const uses = text.match(new RegExp(`(?<![\\w$])${only.name.text.replaceAll('$', '\\$')}(?![\\w$])`, 'g')) ?? [];
      if (uses.length > 1) refuse(`${only.name.text} is used elsewhere`);
    } else if (!ts.isExpressionStatement(statement) || statement.expression !== made) refuse('code uses the construct');
    const start = withComments(text, statement.getStart(source));
    const alone = startsLine(text, start) && onlyCommentFollows(text, statement.end, 'typescript');
    const span = alone
      ? { uri, start: lineStart(text, start), end: nextLine(text, statement.end) }
      : { uri, start, end: statement.end };
    this.#edits.push({ span, text: '' });
  }

  /** Tags the scope that a stack is made in, if that is made in sight, else the stack itself from within its class. */
  addTags(stack: Stack, tags: Readonly<Record<string, string>>): void {
    const document = this.#documents(stack.span.uri);
    const source = sourceOf(document);
    const { start, end } = stack.span;
    const made = nodeAt(source, start, end, ts.isNewExpression);
    const scope = made?.arguments?.[0];
    const cls = made ? null : nodeAt(source, start, end, ts.isClassLike);
    const builder = cls?.members.find(ts.isConstructorDeclaration);
    const after =
      (scope && ts.isIdentifier(scope) ? declarationOf(scope) : null) ??
      (made ? statementOf(made) : null) ??
      builder?.body?.statements.find(s => /^super\s*\(/.test(s.getText(source)));
    if (!after) refuse('the place where the stack is made can’t be found');
    const name = this.#expressions.importsOf(document).expression('aws-cdk-lib.Tags');
    const { quote } = tsStyle(source);
    this.#expressions.addLines(
      document,
      after,
      Object.entries(tags).map(
        ([key, value]) =>
          `${name}.of(${scope?.getText(source) ?? 'this'}).add(${stringText(key, quote)}, ${stringText(value, quote)})`,
      ),
    );
  }

  addOutput(near: Resource, logicalId: string, value: NewValue, exportName: NewValue | null): void {
    const document = this.#documents(near.span.uri);
    const source = sourceOf(document);
    const made = nodeAt(source, near.span.start, near.span.end, ts.isNewExpression);
    const scope = made?.arguments?.[0];
    const statement = made && statementOf(made);
    if (!scope || !statement) refuse('the statement that makes the resource can’t be found');
    const indent = indentAt(document.text, statement.getStart(source));
    const write = (v: NewValue) => ({ raw: this.#expressions.write(document, statement.end, v, indent) });
    const props: Tree = { value: write(value) };
    if (exportName !== null) props.exportName = write(exportName);
    const cls = this.#expressions.importsOf(document).expression('aws-cdk-lib.CfnOutput');
    const text = printed(props, indent, stepOf(document.text), eolOf(document.text));
    const id = stringText(logicalId, tsStyle(source).quote);
    this.#expressions.addLines(document, statement, [`new ${cls}(${scope.getText(source)}, ${id}, ${text})`]);
  }

  /** Lets a function do something with a resource, in a statement after the one that makes the later of the two. */
  grant(fn: Resource, on: Resource, { method, actions, suffixes }: Intent & { readonly kind: 'grant' }): void {
    const document = this.#documents(fn.span.uri);
    const source = sourceOf(document);
    const statements = [fn, ...(on.span.uri === fn.span.uri ? [on] : [])].map(({ span, logicalId }) => {
      const made = nodeAt(source, span.start, span.end, ts.isNewExpression);
      return (made && statementOf(made)) ?? refuse(`the statement that makes ${logicalId} can’t be found`);
    });
    const blocks = new Set(statements.map(s => s.parent));
    const last = statements.reduce((a, b) => (b.end > a.end ? b : a));
    const after = blocks.size === 1 ? last : (statements[0] as ts.Statement);
    const { quote } = tsStyle(source);
    const to = this.#expressions.variable(document, after.end, fn.id).variable;
    const from = this.#held(document, after.end, fn, on);
    const list = actions.map(action => stringText(action, quote));
    if (method !== null) {
      const more = /^grant(?:s\.actions)?$/.test(method) ? list : [];
      this.#expressions.addLines(document, after, [`${from.text}.${method}(${[to, ...more].join(', ')})`]);
      return;
    }
    const { fqn, level } = from;
    const arn =
      memberFor(fqn, level, 'Arn') ?? memberFor(fqn, level, null) ?? refuse(`${fqn} has no member for its ARN`);
    const resources = suffixes.map(suffix =>
      suffix === '' ? `${from.text}.${arn}` : `\`\${${from.text}.${arn}}${templateText(suffix)}\``,
    );
    const statement = this.#expressions.importsOf(document).expression('aws-cdk-lib.aws_iam.PolicyStatement');
    this.#expressions.addLines(document, after, [
      `${to}.addToRolePolicy(new ${statement}({ actions: [${list.join(', ')}], resources: [${resources.join(', ')}] }))`,
    ]);
  }

  /** Gives the construct of an API a path that a function answers, after the statement that makes the later of the two. */
  addRoute(api: Resource, fn: Resource, path: string): void {
    const document = this.#documents(api.span.uri);
    const source = sourceOf(document);
    if (fn.span.uri !== document.uri) refuse(`${fn.logicalId} is made in another file`);
    const statements = [api, fn].map(({ span, logicalId }) => {
      const made = nodeAt(source, span.start, span.end, ts.isNewExpression);
      return (made && statementOf(made)) ?? refuse(`the statement that makes ${logicalId} can’t be found`);
    });
    const after = statements.reduce((a, b) => (b.end > a.end ? b : a));
    const { quote } = tsStyle(source);
    const { variable, fqn } = this.#expressions.variable(document, after.end, api.id);
    const answers = this.#expressions.variable(document, after.end, fn.id).variable;
    const name = (fqnOf: string) => this.#expressions.importsOf(document).expression(`aws-cdk-lib.${fqnOf}`);
    const parts = path.split('/').filter(p => p !== '');
    if (/^aws-cdk-lib\.aws_apigateway\.\w*RestApi$/.test(fqn)) {
      const [only = '', ...more] = parts;
      const at =
        more.length === 0
          ? `addResource(${stringText(only, quote)})`
          : `resourceForPath(${stringText(`/${parts.join('/')}`, quote)})`;
      const integration = `new ${name('aws_apigateway.LambdaIntegration')}(${answers})`;
      this.#expressions.addLines(document, after, [
        `${variable}.root.${at}.addMethod(${stringText('GET', quote)}, ${integration})`,
      ]);
      return;
    }
    if (fqn !== 'aws-cdk-lib.aws_apigatewayv2.HttpApi') refuse('how its paths are added is for you to say');
    const id = `${parts.map(p => p.charAt(0).toUpperCase() + p.slice(1).replace(/\W/g, '')).join('')}Integration`;
    const indent = indentAt(document.text, after.getStart(source));
    const props: Tree = {
      path: { raw: stringText(`/${parts.join('/')}`, quote) },
      methods: { raw: `[${name('aws_apigatewayv2.HttpMethod')}.GET]` },
      integration: {
        raw: `new ${name('aws_apigatewayv2_integrations.HttpLambdaIntegration')}(${stringText(id, quote)}, ${answers})`,
      },
    };
    const line = printed(props, indent, stepOf(document.text), eolOf(document.text));
    this.#expressions.addLines(document, after, [`${variable}.addRoutes(${line})`]);
  }

  /** Code with each `${aws-cdk-lib.…}` as the file calls it. */
  named(uri: string, text: string): string {
    return this.#expressions.named(uri, text);
  }

  insertItem(list: List, value: NewValue): void {
    this.#objects.insertItem(list, value);
  }

  removeItem(list: List, index: number): void {
    this.#objects.removeItem(list, index);
  }

  removeEntry(entry: SourceSpan): void {
    this.#objects.removeEntry(entry);
  }

  edits(): TextEdit[] {
    // What is written now may need variables and imports of its own.
    const objects = this.#objects.edits();
    return [...this.#edits, ...objects, ...this.#expressions.imports()];
  }

  /** The expression that holds a construct at a place: its variable, or what the function's environment takes it from. */
  #held(document: Document, at: number, fn: Resource, on: Resource): { text: string; fqn: string; level: 1 | 2 | 3 } {
    try {
      const { variable, fqn, level } = this.#expressions.variable(document, at, on.id);
      return { text: variable, fqn, level };
    } catch (error) {
      // `TABLE_NAME: props.orders.tableName` in the function's environment says what the construct is called there.
      const variables = valueAt(fn.properties, 'Environment', 'Variables');
      for (const { value } of variables.kind === 'object' ? variables.entries : []) {
        if (value.kind !== 'reference' || value.target.kind !== 'resource' || value.target.id !== on.id) continue;
        const written = value.span.uri === document.uri ? document.text.slice(value.span.start, value.span.end) : '';
        const holder = /^([\w$]+(?:[.!?]+[\w$]+)*)\.[\w$]+$/.exec(written)?.[1];
        if (holder !== undefined && on.construct)
          return { text: holder, fqn: on.construct.fqn, level: on.construct.level };
      }
      throw error;
    }
  }

  // Props ---------------------------------------------------------------------------------------------------------

  #setL1(resource: Resource, path: readonly string[], value: NewValue): void {
    const place = locate(resource.properties, path);
    if (place.kind === 'item') {
      this.#objects.replace(valueSpan(place.list.items[place.index]), value);
      return;
    }
    if (place.kind === 'entry') {
      const old = place.entry.value;
      const to = this.#l1Keys(resource.type, path, value);
      const property = this.#objects.propertyAt(place.entry.span);
      if (property) this.#objects.replaceInitializer(this.#documents(place.entry.span.uri), property, to);
      else this.#objects.replace(valueSpan(old), to);
      return;
    }
    const { slot, rest } = place;
    const document = this.#documents(slot.span.uri);
    const above = path.slice(0, path.length - rest.length);
    const names = rest.map((key, i) =>
      [...above, ...rest.slice(0, i)].some(p => VERBATIM.test(p)) ? key : l1Prop(resource.type, key),
    );
    const to = this.#l1Keys(resource.type, path, value);
    this.#objects.put(slot, names, {
      raw: this.#expressions.write(document, slot.end, to, indentFor(document.text, slot)),
    });
  }

  /** The keys of a value as props of an L1 construct. */
  #l1Keys(type: string, path: readonly string[], value: NewValue): NewValue {
    if (path.some(p => VERBATIM.test(p)) || typeof value !== 'object') return value;
    if (isList(value)) return value.map(v => this.#l1Keys(type, path, v));
    if (!isObject(value)) return value;
    return {
      $object: Object.fromEntries(
        Object.entries(value.$object).map(([k, v]) => [l1Prop(type, k), this.#l1Keys(type, [...path, k], v)]),
      ),
    };
  }

  // Names and values ----------------------------------------------------------------------------------------------

  #isStatement(document: Document, place: SourceSpan): boolean {
    const { parent } = this.#objects.object(document, place);
    return ts.isNewExpression(parent) && /(?:^|\.)PolicyStatement$/.test(parent.expression.getText());
  }

  /** A key in the words of the object it goes into. */
  #keyIn(document: Document, object: ObjectValue, key: string): string {
    const slot = object.slot as Slot;
    if (slot.style !== 'ts-object') return l1Prop('', key);
    if (this.#isStatement(document, slot.span))
      return entryOf(STATEMENT, key) ?? refuse(`a PolicyStatement's ${key} takes more than a value`);
    const written = object.entries.map(
      e => [e.key, document.text.slice(e.keySpan.start, e.keySpan.end).replace(/^['"]|['"]$/g, '')] as const,
    );
    const there = written.find(([k]) => k === key);
    if (there) return there[1];
    return written.some(([k, w]) => k !== w && k.toLowerCase() === w.toLowerCase()) ? l1Prop('', key) : key;
  }
}

/** A name, a string, or strings put together. */
function isPlainExpression(node: ts.Node): node is ts.Expression {
  return (
    ts.isIdentifier(node) ||
    ts.isStringLiteralLike(node) ||
    ts.isTemplateExpression(node) ||
    (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken)
  );
}

function valueSpan(value: Value | undefined): SourceSpan {
  return value && value.kind !== 'absent' ? value.span : refuse('there is no value to replace');
}

/** A name for a variable that holds a new construct, which neither the file has nor the module of its class. */
function freeName(text: string, cls: string, logicalId: string): string {
  const lower = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);
  const type = lower(cls.slice(cls.lastIndexOf('.') + 1));
  // An id in CDK code may be any text.
  const id = lower(logicalId.replace(/\W/g, ''));
  const own = /^[a-z]/.test(id) ? id : type;
  const isFree = (name: string) =>
    name !== 'function' && name !== cls.split('.')[0] && !new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(text);
  return [own, type, `${own}2`].find(isFree) ?? `${own}3`;
}
