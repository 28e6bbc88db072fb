/** Turns intents about CDK code into edits: CloudFormation's words become props, members and imports of the file at hand. */
import { entryOf } from '../knowledge/entryOf.ts';
import ts from 'typescript';
import type { ResourceGraph } from '../core/graph.ts';
import type { Intent, NewValue } from '../core/intent.ts';
import type { Resource, Stack } from '../core/resource.ts';
import { type List, type ObjectValue, type Slot, type Value, at as valueAt, stringOf } from '../core/value.ts';
import { lowering } from '../knowledge/index.ts';
import { insertDelimited, removeDelimited } from './delimited.ts';
import { environmentAt } from './environment.ts';
import { Imports } from './imports.ts';
import {
  type Assignment,
  type Has,
  type PropValue,
  assignmentsFor,
  constructFor,
  l1Prop,
  memberFor,
  moduleOf,
  propsWriting,
} from './props.ts';
import { nodeAt, sourceOf, statementOf, tsStyle, visible } from './source.ts';
import { eolOf, indentAt, lineEnd, lineStart, refuse, stepOf } from './text.ts';
import {
  type Document,
  type Documents,
  type SourceSpan,
  type TextEdit,
  isList,
  isObject,
  isRef,
  isSub,
  soleReference,
} from './types.ts';
import { starter } from './starters.ts';
import { engineValue } from './typedValues.ts';
import { locate } from './writeTemplate.ts';

/** Text that is written as it is. */
interface Raw {
  readonly raw: string;
}
type Tree = { [key: string]: Tree | Raw };

const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::AccountId': 'ACCOUNT_ID',
  'AWS::NotificationARNs': 'NOTIFICATION_ARNS',
  'AWS::Partition': 'PARTITION',
  'AWS::Region': 'REGION',
  'AWS::StackId': 'STACK_ID',
  'AWS::StackName': 'STACK_NAME',
  'AWS::URLSuffix': 'URL_SUFFIX',
};

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

const REMOVAL: Readonly<Record<string, string>> = { Retain: 'RETAIN', Delete: 'DESTROY', Snapshot: 'SNAPSHOT' };

interface Made {
  readonly logicalId: string;
  readonly variable: string;
  readonly fqn: string;
  readonly level: 1 | 2;
}

/** Collects what is to be done in CDK code, so that several changes of one object become one. */
export class TypescriptWriter {
  readonly #documents: Documents;
  readonly #graph: ResourceGraph;
  readonly #imports = new Map<string, Imports>();
  readonly #inserts = new Map<string, { slot: Slot; entries: Tree }>();
  readonly #items = new Map<string, { slot: Slot; items: NewValue[] }>();
  readonly #removals = new Map<ts.ObjectLiteralExpression, { document: Document; gone: Set<ts.Node> }>();
  readonly #removedItems = new Map<List, Set<number>>();
  readonly #replaced = new Map<string, TextEdit>();
  readonly #edits: TextEdit[] = [];
  readonly #made: Made[] = [];
  readonly #engines = new Map<string, string>();
  /** Variables that were introduced, by the ids of what they hold; and what is added once: removal policies by resource, the environment. */
  readonly #declared = new Map<string, string>();
  readonly #kept = new Set<string>();
  readonly #has: Has;

  constructor(documents: Documents, graph: ResourceGraph, has: Has = () => null) {
    this.#documents = documents;
    this.#graph = graph;
    this.#has = has;
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
      this.#assign(slot, { path: ['engine'], value: engine });
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
    const there = slot.style === 'ts-object' ? this.#object(this.#documents(slot.span.uri), slot.span) : null;
    const chosen = choices.find(c => there && c.every(a => member(there, a.path[0] as string))) ?? choices[0];
    for (const assignment of chosen ?? []) this.#assign(slot, assignment);
    // What empties a resource before it goes is refused by the library where it is to stay.
    const emptied = path[0] === '@DeletionPolicy' && value === 'Retain' ? there : null;
    for (const name of emptied ? ['autoDeleteObjects', 'emptyOnDelete'] : []) {
      const property = emptied && member(emptied, name);
      if (property) this.#remove(this.#documents(slot.span.uri), emptied, property);
    }
    const keyed = chosen?.some(a => a.value.kind === 'construct') ? KEY_ENCRYPTION[construct.fqn] : undefined;
    if (keyed && there && member(there, 'encryption'))
      this.#assign(slot, { path: ['encryption'], value: { kind: 'member', name: keyed } });
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
    const { variable } = this.#variable(document, statement.end, resource.id);
    const name = this.#importsOf(document).expression('aws-cdk-lib.RemovalPolicy');
    this.#addLines(document, statement, [`${variable}.applyRemovalPolicy(${name}.${policy})`]);
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
    const object = this.#object(document, slot.span);
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
          if (!this.#replaced.has(`${document.uri}:${rewritten}`)) this.#remove(document, at, property);
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
        const effect = this.#importsOf(document).expression(
          `aws-cdk-lib.aws_iam.Effect.${String(value).toUpperCase()}`,
        );
        this.#put(slot, [name], { raw: effect });
        return;
      }
      if (/s$/.test(name) && name !== 'conditions' && !isList(value)) wanted = [value];
    }
    this.#put(slot, [name], { raw: this.#write(document, slot.end, wanted, indentFor(document.text, slot)) });
  }

  insertItem(list: List, value: NewValue): void {
    if (list.origin !== 'written') refuse('the construct makes the list by itself');
    const slot = list.slot ?? refuse('the list is not written out here');
    if (slot.style !== 'ts-array') refuse('the list is not written out here');
    const id = `${slot.span.uri}:${slot.span.start}`;
    const known = this.#items.get(id);
    if (known) known.items.push(value);
    else this.#items.set(id, { slot, items: [value] });
  }

  /** One more statement behind the one whose elements are given: in its list, as an argument, or in a call of its own. */
  addStatement(beside: ObjectValue, elements: Readonly<Record<string, NewValue>>): void {
    const document = this.#documents(beside.span.uri);
    const { text, uri } = document;
    const source = sourceOf(document);
    const object = this.#object(document, beside.span);
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
        props[key] = { raw: this.#write(document, made.end, value, indent + stepOf(text)) };
        continue;
      }
      // What is not said is `Allow`.
      if (key === 'Effect' && value === 'Allow') continue;
      const name = entryOf(STATEMENT, key) ?? refuse(`a PolicyStatement's ${key} takes more than a value`);
      const items = /^(?:Not)?(?:Action|Resource)$/.test(key) && !isList(value) ? [value] : value;
      props[name] = { raw: this.#write(document, made.end, items, indent + stepOf(text)) };
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
      this.#addLines(document, call, [`${parent.expression.getText(source)}(${line})`]);
    else refuse('no other statement can be written beside it');
  }

  removeItem(list: List, index: number): void {
    if (list.slot?.style !== 'ts-array') refuse('the list is not written out here');
    if (!list.items[index]) refuse('the item is not there');
    const known = this.#removedItems.get(list);
    if (known) known.add(index);
    else this.#removedItems.set(list, new Set([index]));
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
    this.#replace(place, to);
  }

  addResource(
    near: Resource,
    logicalId: string,
    type: string,
    properties: Readonly<Record<string, NewValue>>,
    { before, uses }: { readonly before: boolean; readonly uses: readonly string[] },
  ): void {
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
        props[name] = { raw: this.#prop(document, here, value, indent + stepOf(text)) };
      for (const [name, value] of Object.entries(properties)) {
        if (begun?.says.includes(name)) continue;
        if (l === 1) {
          props[l1Prop(type, name)] = {
            raw: this.#write(document, here, this.#l1Keys(type, [name], value), indent + stepOf(text)),
          };
          continue;
        }
        const [best] = assignmentsFor(construct, [name], value, this.#has);
        if (!best) return false;
        for (const a of best) grow(props, a.path, { raw: this.#prop(document, here, a.value, indent + stepOf(text)) });
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
    const name = logicalId.charAt(0).toLowerCase() + logicalId.slice(1);
    const taken = new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(text);
    const variable = taken ? `${name}2` : name;
    const cls = this.#importsOf(document).expression(fqn);
    const body = Object.keys(props).length > 0 ? `, ${printed(props, indent, stepOf(text), eol)}` : '';
    const declared = before ? `const ${variable} = ` : '';
    const line = `${declared}new ${cls}(${scope.getText(source)}, ${style.quote}${logicalId}${style.quote}${body})${style.semicolons ? ';' : ''}`;
    this.#made.push({ logicalId, variable, fqn, level });
    const at = before ? withComments(text, position) : lineEnd(text, statement.end);
    this.#edits.push({ span: { uri, start: at, end: at }, text: before ? line + eol + indent : eol + indent + line });
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
    const name = this.#importsOf(document).expression('aws-cdk-lib.Tags');
    const { quote } = tsStyle(source);
    this.#addLines(
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
    const write = (v: NewValue) => ({ raw: this.#write(document, statement.end, v, indent) });
    const props: Tree = { value: write(value) };
    if (exportName !== null) props.exportName = write(exportName);
    const cls = this.#importsOf(document).expression('aws-cdk-lib.CfnOutput');
    const text = printed(props, indent, stepOf(document.text), eolOf(document.text));
    const id = stringText(logicalId, tsStyle(source).quote);
    this.#addLines(document, statement, [`new ${cls}(${scope.getText(source)}, ${id}, ${text})`]);
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
    const to = this.#variable(document, after.end, fn.id).variable;
    const from = this.#held(document, after.end, fn, on);
    const list = actions.map(action => stringText(action, quote));
    if (method !== null) {
      const more = /^grant(?:s\.actions)?$/.test(method) ? list : [];
      this.#addLines(document, after, [`${from.text}.${method}(${[to, ...more].join(', ')})`]);
      return;
    }
    const { fqn, level } = from;
    const arn =
      memberFor(fqn, level, 'Arn') ?? memberFor(fqn, level, null) ?? refuse(`${fqn} has no member for its ARN`);
    const resources = suffixes.map(suffix =>
      suffix === '' ? `${from.text}.${arn}` : `\`\${${from.text}.${arn}}${templateText(suffix)}\``,
    );
    const statement = this.#importsOf(document).expression('aws-cdk-lib.aws_iam.PolicyStatement');
    this.#addLines(document, after, [
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
    const { variable, fqn } = this.#variable(document, after.end, api.id);
    const answers = this.#variable(document, after.end, fn.id).variable;
    const name = (fqnOf: string) => this.#importsOf(document).expression(`aws-cdk-lib.${fqnOf}`);
    const parts = path.split('/').filter(p => p !== '');
    if (/^aws-cdk-lib\.aws_apigateway\.\w*RestApi$/.test(fqn)) {
      const [only = '', ...more] = parts;
      const at =
        more.length === 0
          ? `addResource(${stringText(only, quote)})`
          : `resourceForPath(${stringText(`/${parts.join('/')}`, quote)})`;
      const integration = `new ${name('aws_apigateway.LambdaIntegration')}(${answers})`;
      this.#addLines(document, after, [
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
    this.#addLines(document, after, [`${variable}.addRoutes(${line})`]);
  }

  /** The expression that holds a construct at a place: its variable, or what the function's environment takes it from. */
  #held(document: Document, at: number, fn: Resource, on: Resource): { text: string; fqn: string; level: 1 | 2 | 3 } {
    try {
      const { variable, fqn, level } = this.#variable(document, at, on.id);
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

  /** Statements on lines of their own after another one. */
  #addLines(document: Document, after: ts.Statement, lines: readonly string[]): void {
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

  edits(): TextEdit[] {
    const edits = [...this.#edits, ...this.#replaced.values()];
    for (const { slot, entries } of this.#inserts.values()) {
      const { text } = this.#documents(slot.span.uri);
      const eol = eolOf(text);
      const step = stepOf(text);
      const all = (indent: string) =>
        Object.entries(entries).map(([k, v]) => `${keyText(k)}: ${isRaw(v) ? v.raw : printed(v, indent, step, eol)}`);
      if (slot.style === 'ts-arguments') {
        if (slot.argument !== slot.argumentCount) refuse('the arguments before the props are missing');
        edits.push({
          span: { ...slot.span, start: slot.end, end: slot.end },
          text: `${slot.empty ? '' : ', '}${printed(entries, indentAt(text, slot.end), step, eol)}`,
        });
        continue;
      }
      if (slot.style !== 'ts-object') refuse('this is no object literal');
      edits.push(...insertDelimited(text, gapOf(slot), 'typescript', step, all));
    }
    for (const { slot, items } of this.#items.values()) {
      const document = this.#documents(slot.span.uri);
      edits.push(
        ...insertDelimited(document.text, gapOf(slot), 'typescript', stepOf(document.text), indent =>
          items.map(item => this.#write(document, slot.end, item, indent)),
        ),
      );
    }
    this.#cascade();
    for (const [object, { document, gone }] of this.#removals)
      edits.push(...this.#removeMembers(document, object, gone));
    for (const [list, gone] of this.#removedItems) {
      const slot = list.slot as Slot;
      const document = this.#documents(slot.span.uri);
      const array = nodeAt(sourceOf(document), slot.span.start, slot.span.end, ts.isArrayLiteralExpression);
      if (!array) refuse('the list can’t be found');
      const spans = array.elements.map(e => spanOf(document, e));
      const indexes = new Set(
        [...gone].map(i => {
          const item = list.items[i] as Value;
          const at =
            item.kind === 'absent' ? -1 : spans.findIndex(s => s.start === item.span.start && s.end === item.span.end);
          return at < 0 ? refuse('the item is not written in the list') : at;
        }),
      );
      edits.push(...removeDelimited(document.text, spans, indexes, 'typescript'));
    }
    for (const imports of this.#imports.values()) edits.push(...imports.edits());
    return edits;
  }

  // Props ---------------------------------------------------------------------------------------------------------

  #setL1(resource: Resource, path: readonly string[], value: NewValue): void {
    const place = locate(resource.properties, path);
    if (place.kind === 'item') {
      this.#replace(valueSpan(place.list.items[place.index]), value);
      return;
    }
    if (place.kind === 'entry') {
      const old = place.entry.value;
      const to = this.#l1Keys(resource.type, path, value);
      const property = this.#propertyAt(place.entry.span);
      if (property) this.#replaceInitializer(this.#documents(place.entry.span.uri), property, to);
      else this.#replace(valueSpan(old), to);
      return;
    }
    const { slot, rest } = place;
    const document = this.#documents(slot.span.uri);
    const above = path.slice(0, path.length - rest.length);
    const names = rest.map((key, i) =>
      [...above, ...rest.slice(0, i)].some(p => VERBATIM.test(p)) ? key : l1Prop(resource.type, key),
    );
    const to = this.#l1Keys(resource.type, path, value);
    this.#put(slot, names, { raw: this.#write(document, slot.end, to, indentFor(document.text, slot)) });
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

  /** Writes a prop: into the object literal that is there, replacing what it says, or as a new one. */
  #assign(slot: Slot, { path, value }: Assignment): void {
    const document = this.#documents(slot.span.uri);
    const { text } = document;
    if (slot.style === 'ts-object') {
      let object = this.#object(document, slot.span);
      for (let i = 0; i < path.length; i++) {
        const property = member(object, path[i] as string);
        if (!property) {
          const gap = i === 0 ? slot : slotOf(document, object);
          this.#put(gap, path.slice(i), { raw: this.#prop(document, slot.end, value, indentFor(text, gap)) });
          return;
        }
        if (i === path.length - 1) {
          this.#overwrite(
            document,
            property,
            this.#prop(document, property.getStart(), value, indentAt(text, property.getStart())),
          );
          return;
        }
        if (!ts.isPropertyAssignment(property) || !ts.isObjectLiteralExpression(property.initializer))
          refuse(`the value of ${path[i]} is not written out here`);
        object = property.initializer;
      }
      return;
    }
    this.#put(slot, path, { raw: this.#prop(document, slot.end, value, indentFor(text, slot)) });
  }

  #put(slot: Slot, path: readonly string[], value: Raw): void {
    if (slot.style === 'ts-object') {
      const document = this.#documents(slot.span.uri);
      const object = this.#object(document, slot.span);
      const there = member(object, path[0] as string);
      if (there && path.length === 1) {
        this.#overwrite(document, there, value.raw);
        return;
      }
    }
    const id = `${slot.span.uri}:${slot.span.start}:${slot.end}`;
    let known = this.#inserts.get(id);
    if (!known) {
      known = { slot, entries: {} };
      this.#inserts.set(id, known);
    }
    grow(known.entries, path, value);
  }

  #object(document: Document, place: SourceSpan): ts.ObjectLiteralExpression {
    return (
      nodeAt(sourceOf(document), place.start, place.end, ts.isObjectLiteralExpression) ??
      refuse('the object literal can’t be found')
    );
  }

  #propertyAt(place: SourceSpan): ts.ObjectLiteralElementLike | null {
    return nodeAt(
      sourceOf(this.#documents(place.uri)),
      place.start,
      place.end,
      (n): n is ts.ObjectLiteralElementLike => ts.isPropertyAssignment(n) || ts.isShorthandPropertyAssignment(n),
    );
  }

  #replaceInitializer(document: Document, property: ts.ObjectLiteralElementLike, value: NewValue): void {
    const start = property.getStart();
    if (
      ts.isPropertyAssignment(property) &&
      ts.isStringLiteralLike(property.initializer) &&
      typeof value === 'string'
    ) {
      this.#replace(spanOf(document, property.initializer), value);
      return;
    }
    this.#overwrite(document, property, this.#write(document, start, value, indentAt(document.text, start)));
  }

  #overwrite(document: Document, property: ts.ObjectLiteralElementLike, written: string): void {
    const { uri } = document;
    if (ts.isPropertyAssignment(property)) {
      const { initializer } = property;
      const id = `${uri}:${initializer.getStart()}`;
      this.#replaced.set(id, { span: spanOf(document, initializer), text: written });
    } else if (ts.isShorthandPropertyAssignment(property)) {
      this.#replaced.set(`${uri}:${property.end}`, {
        span: { uri, start: property.end, end: property.end },
        text: `: ${written}`,
      });
    } else refuse('the prop is not a plain value');
  }

  /** Another value in the place of an expression: strings keep their quotes, members their class. */
  #replace(place: SourceSpan, to: NewValue): void {
    const document = this.#documents(place.uri);
    const { text } = document;
    const old = text.slice(place.start, place.end);
    const put = (written: string, at: SourceSpan = place) =>
      this.#replaced.set(`${at.uri}:${at.start}`, { span: at, text: written });
    if (/^(?:true|false)$/.test(old) && typeof to !== 'boolean')
      refuse(`${old} stands for it, which says something else`);
    if (/^-?[\d.]+$/.test(old) && typeof to !== 'number') refuse(`${old} stands for it, which says something else`);
    if (typeof to === 'string' && /^['"`]/.test(old)) {
      put(stringText(to, old[0] as string));
      return;
    }
    if (typeof to !== 'object' && /^[A-Za-z_$][\w$]*(?:\s*\.\s*[A-Za-z_$][\w$]*)+$/.test(old)) {
      const names = old.split('.').map(n => n.trim());
      const suffix = names.slice(-2).join('.');
      const { statics } = lowering();
      const known = Object.keys(statics).find(fqn => fqn.endsWith(`.${suffix}`));
      const cls = known?.slice(0, known.lastIndexOf('.') + 1);
      const now =
        cls &&
        Object.keys(statics).find(
          fqn => fqn.startsWith(cls) && !fqn.slice(cls.length).includes('.') && statics[fqn] === to,
        );
      if (!now) refuse(`${old} has no sibling that stands for ${String(to)}`);
      if (this.#has(moduleOf(now), now.slice(now.lastIndexOf('.') + 1)) === false)
        refuse(`the installed aws-cdk-lib has no ${now.split('.').slice(-2).join('.')} yet`);
      const at = place.start + old.lastIndexOf('.') + 1;
      put(now.slice(now.lastIndexOf('.') + 1), {
        ...place,
        start: at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0),
      });
      return;
    }
    put(this.#write(document, place.start, to, indentAt(text, place.start)));
  }

  #remove(document: Document, object: ts.ObjectLiteralExpression, property: ts.Node): void {
    const known = this.#removals.get(object);
    if (known) known.gone.add(property);
    else this.#removals.set(object, { document, gone: new Set([property]) });
  }

  /** Objects that lose all their props go, too. */
  #cascade(): void {
    for (let again = true; again; ) {
      again = false;
      for (const [object, { document, gone }] of this.#removals) {
        if (gone.size < object.properties.length || !ts.isPropertyAssignment(object.parent)) continue;
        if (!ts.isObjectLiteralExpression(object.parent.parent)) continue;
        this.#removals.delete(object);
        this.#remove(document, object.parent.parent, object.parent);
        again = true;
        break;
      }
    }
  }

  #removeMembers(document: Document, object: ts.ObjectLiteralExpression, gone: ReadonlySet<ts.Node>): TextEdit[] {
    const { parent, properties } = object;
    if (
      gone.size === properties.length &&
      ts.isNewExpression(parent) &&
      parent.arguments?.at(-1) === object &&
      parent.arguments.length > 1
    ) {
      const args = parent.arguments.map(a => spanOf(document, a));
      return removeDelimited(document.text, args, new Set([args.length - 1]), 'typescript');
    }
    const indexes = new Set(properties.flatMap((p, i) => (gone.has(p) ? [i] : [])));
    return removeDelimited(
      document.text,
      properties.map(p => spanOf(document, p)),
      indexes,
      'typescript',
    );
  }

  // Names and values ----------------------------------------------------------------------------------------------

  #isStatement(document: Document, place: SourceSpan): boolean {
    const { parent } = this.#object(document, place);
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

  removeEntry({ uri, start, end }: SourceSpan): void {
    const document = this.#documents(uri);
    const source = sourceOf(document);
    const find = (node: ts.Node): ts.Node | undefined =>
      node.getStart(source) === start && node.end === end && ts.isObjectLiteralElement(node)
        ? node
        : node.pos <= start && end <= node.end
          ? ts.forEachChild(node, find)
          : undefined;
    const property = find(source) ?? refuse('the code has changed');
    this.#remove(document, property.parent as ts.ObjectLiteralExpression, property);
  }

  /** Code with each `${aws-cdk-lib.…}` as the file calls it. */
  named(uri: string, text: string): string {
    const imports = this.#importsOf(this.#documents(uri));
    return text.replace(/\$\{(aws-cdk-lib\.[\w.]+)\}/g, (_, fqn: string) => imports.expression(fqn));
  }

  #importsOf(document: Document): Imports {
    let imports = this.#imports.get(document.uri);
    if (!imports) {
      imports = new Imports(document);
      this.#imports.set(document.uri, imports);
    }
    return imports;
  }

  #prop(document: Document, at: number, value: PropValue, indent: string): string {
    switch (value.kind) {
      case 'plain':
        return this.#write(document, at, value.value, indent);
      case 'member':
        return value.name.startsWith('aws-cdk-lib.') ? this.#importsOf(document).expression(value.name) : value.name;
      case 'duration': {
        // Fourteen days are not read out of 1209600 seconds.
        const days = value.unit === 'seconds' && value.amount > 0 && value.amount % 86_400 === 0;
        const amount = days ? `days(${value.amount / 86_400})` : `${value.unit}(${value.amount})`;
        return `${this.#importsOf(document).expression(`aws-cdk-lib.${value.of}`)}.${amount}`;
      }
      case 'construct':
        return this.#variable(document, at, value.id).variable;
      case 'method':
        return `${this.#variable(document, at, value.id).variable}.${value.name}()`;
      case 'list':
        return `[${value.items.map(item => this.#prop(document, at, item, indent)).join(', ')}]`;
      case 'object': {
        const entries = Object.entries(value.entries).map(([k, v]) => `${k}: ${this.#prop(document, at, v, indent)}`);
        return `{ ${entries.join(', ')} }`;
      }
      case 'call': {
        const [, made, callee] = /^(new )?(.*)$/.exec(value.callee) as RegExpExecArray;
        const args = value.args.map(arg => this.#prop(document, at, arg, indent));
        return `${made ?? ''}${this.#importsOf(document).expression(callee as string)}(${args.join(', ')})`;
      }
    }
  }

  /** The variable that holds a resource's construct, if it can be used at a place. */
  #variable(document: Document, at: number, id: string): { variable: string; fqn: string; level: 1 | 2 | 3 } {
    const made = this.#made.find(m => new RegExp(`[#/]${m.logicalId}$`).test(id));
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
      this.#addLines(document, declare.after, [`const ${expression} = ${declare.initializer}`]);
    }
    return expression;
  }

  /** A value as an expression. `indent` is that of the line it starts on. */
  #write(document: Document, at: number, value: NewValue, indent: string): string {
    const { text } = document;
    const { quote } = tsStyle(sourceOf(document));
    if (typeof value === 'string') return stringText(value, quote);
    if (typeof value !== 'object') return String(value);
    if (isRef(value)) {
      const { variable, fqn, level } = this.#variable(document, at, value.$ref);
      const name =
        memberFor(fqn, level, value.attribute) ?? refuse(`${fqn} has no member for ${value.attribute ?? 'its name'}`);
      return value.suffix ? `\`\${${variable}.${name}}${templateText(value.suffix)}\`` : `${variable}.${name}`;
    }
    if (isSub(value)) {
      const alone = soleReference(value.$sub);
      const member = alone === null ? undefined : entryOf(PSEUDO, alone);
      if (member !== undefined) return `${this.#importsOf(document).expression('aws-cdk-lib.Aws')}.${member}`;
      const parts = value.$sub.split(/(\$\{[^}]*\})/);
      if (parts.length === 1) return stringText(value.$sub, quote);
      return `\`${parts
        .map(part => {
          if (!part.startsWith('${')) return templateText(part);
          const name = part.slice(2, -1);
          if (name.startsWith('!')) return templateText(`\${${name.slice(1)}}`);
          if (name.startsWith('@environment:')) return `\${${this.#environment(document, at, name.slice(13))}}`;
          const pseudo = entryOf(PSEUDO, name) ?? refuse(`\${${name}} has no counterpart in code`);
          return `\${${this.#importsOf(document).expression('aws-cdk-lib.Aws')}.${pseudo}}`;
        })
        .join('')}\``;
    }
    const step = stepOf(text);
    const eol = eolOf(text);
    if (isList(value)) {
      const items = value.map(v => this.#write(document, at, v, indent + step));
      const line = `[${items.join(', ')}]`;
      return line.length < 80 && !line.includes('\n')
        ? line
        : `[${eol}${items.map(i => `${indent}${step}${i},${eol}`).join('')}${indent}]`;
    }
    const entries: Tree = {};
    for (const [k, v] of Object.entries((value as { $object: Record<string, NewValue> }).$object))
      entries[k] = { raw: this.#write(document, at, v, indent + step) };
    return printed(entries, indent, step, eol);
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

/** The statement that declares a name, in the same list of statements or one around it; null for parameters and imports. */
function declarationOf(name: ts.Identifier): ts.Statement | null {
  for (let at = statementOf(name); at; at = statementOf(at.parent)) {
    const { parent } = at;
    const statements = 'statements' in parent ? (parent.statements as readonly ts.Statement[]) : [];
    const found = statements.find(
      s =>
        ts.isVariableStatement(s) &&
        s.declarationList.declarations.some(d => ts.isIdentifier(d.name) && d.name.text === name.text),
    );
    if (found) return found;
  }
  return null;
}

/** Where a statement begins for a reader: at the comments that stand directly above it. */
function withComments(text: string, statement: number): number {
  let at = statement;
  for (;;) {
    const start = lineStart(text, at);
    if (start === 0) return at;
    const above = lineStart(text, start - 1);
    if (!/^[ \t]*(?:\/\/|\/\*|\*)/.test(text.slice(above, start))) return at;
    at = above + (/^[ \t]*/.exec(text.slice(above, start))?.[0].length ?? 0);
  }
}

function isRaw(value: Tree | Raw): value is Raw {
  return typeof (value as Raw).raw === 'string';
}

function grow(tree: Tree, path: readonly string[], value: Raw): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  const there = tree[key];
  const inner: Tree = there && !isRaw(there) ? there : {};
  grow(inner, rest, value);
  tree[key] = inner;
}

/** An object literal: on one line if it holds one short thing, else an entry a line with trailing commas. */
function printed(tree: Tree, indent: string, step: string, eol: string): string {
  const entries = Object.entries(tree);
  if (entries.length === 0) return '{}';
  const inner = indent + step;
  const lines = entries.map(([k, v]) => `${keyText(k)}: ${isRaw(v) ? v.raw : printed(v, inner, step, eol)}`);
  const line = `{ ${lines.join(', ')} }`;
  if (lines.length === 1 && line.length <= 60 && !line.includes('\n')) return line;
  return `{${eol}${lines.map(l => `${inner}${l},${eol}`).join('')}${indent}}`;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : `'${key.replace(/[\\']/g, c => `\\${c}`)}'`;
}

function templateText(text: string): string {
  return text.replace(/\\|`|\$\{/g, found => `\\${found}`);
}

/** A string literal in the given quotes. */
export function stringText(text: string, quote: string): string {
  if (quote === '`') return `\`${templateText(text)}\``;
  const double = JSON.stringify(text);
  return quote === '"' ? double : `'${double.slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function member(object: ts.ObjectLiteralExpression, name: string): ts.ObjectLiteralElementLike | undefined {
  return object.properties.findLast(p => {
    const key = p.name;
    return key !== undefined && (ts.isIdentifier(key) || ts.isStringLiteralLike(key)) && key.text === name;
  });
}

function spanOf(document: Document, node: ts.Node): SourceSpan {
  return { uri: document.uri, start: node.getStart(), end: node.end };
}

function valueSpan(value: Value | undefined): SourceSpan {
  return value && value.kind !== 'absent' ? value.span : refuse('there is no value to replace');
}

function gapOf(slot: Slot) {
  return { uri: slot.span.uri, end: slot.end, empty: slot.empty, multiline: slot.multiline, indent: slot.indent };
}

/** The indentation that entries get. */
function indentFor(text: string, slot: Slot): string {
  return slot.style === 'ts-arguments' || slot.empty ? indentAt(text, slot.end) + stepOf(text) : slot.indent;
}

/** The slot of an object literal in the tree. */
function slotOf(document: Document, object: ts.ObjectLiteralExpression): Slot {
  const { text } = document;
  const start = object.getStart();
  const first = object.properties[0];
  const last = object.properties.at(-1);
  const multiline = first !== undefined && lineStart(text, first.getStart()) > start;
  return {
    span: spanOf(document, object),
    style: 'ts-object',
    end: last ? last.end : start + 1,
    empty: !last,
    indent: indentAt(text, first && multiline ? first.getStart() : start),
    multiline,
  };
}
