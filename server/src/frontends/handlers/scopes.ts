/**
 * Which declaration a name in handler code means: scopes of one file with their shadowing, what variables and fields are
 * given, and what the file exports. No type checker is needed for that, and none is asked.
 */
import ts from 'typescript';

/** A declaration of a name. */
export interface Binding {
  readonly kind: 'import' | 'variable' | 'parameter' | 'function' | 'class' | 'enum' | 'other';
  /** The declaration: the import specifier, the variable, the parameter, the function … */
  readonly node: ts.Node;
  /** For imports: the module, and the exported name (`*` for all of it). */
  readonly module: string;
  readonly imported: string;
  /** What it is given at its declaration, and the keys that lead to it in a pattern; a null key is one that can't be told. */
  readonly value: ts.Expression | null;
  readonly path: readonly (string | null)[];
  /** The default of the pattern's element or of the parameter. */
  readonly otherwise: ts.Expression | null;
  readonly type: ts.TypeNode | null;
  /** What it is given later on, or in an earlier declaration. */
  readonly assigned: ts.Expression[];
  /** `name.key = …` later on. */
  readonly members: Map<string, ts.Expression[]>;
  /** `name[key] = …` and, by the member, `name.member[key] = …`: the keys. */
  readonly keys: Map<string, ts.Expression[]>;
  /** What was declared under this name before, in the same scope. */
  readonly earlier: Binding | null;
}

/** A property of a class: everything it is given, and its type. */
export interface ClassField {
  readonly values: ts.Expression[];
  type: ts.TypeNode | null;
  parameter: ts.ParameterDeclaration | null;
  method: ts.FunctionLikeDeclaration | null;
}

/** A name under which the file exports something; `from` is set for what another module gives. */
export interface Exported {
  readonly name: string;
  readonly value: ts.Node | null;
  readonly from: { readonly module: string; readonly name: string } | null;
}

type Scope = Map<string, Binding>;

/** The names of one file. `nodes` are all its nodes in order, `parents` their parents. */
export class Scopes {
  readonly exports: Exported[] = [];
  readonly #parents: ReadonlyMap<ts.Node, ts.Node>;
  readonly #scopes = new Map<ts.Node, Scope>();
  readonly #fields = new Map<ts.Node, Map<string, ClassField>>();
  readonly #resolved = new Map<ts.Identifier, Binding | null>();
  /** The nearest node with a scope, by nodes below it: expressions nest as deep as a file is long. */
  readonly #nearest = new Map<ts.Node, ts.Node>();
  /** What names that nothing declares belong to. */
  readonly #globals: Scope = new Map();

  constructor(nodes: readonly ts.Node[], parents: ReadonlyMap<ts.Node, ts.Node>) {
    this.#parents = parents;
    if (nodes[0]) this.#scopes.set(nodes[0], this.#globals);
    const assignments: ts.BinaryExpression[] = [];
    for (const node of nodes) {
      // Most nodes are names, literals and operators, which declare nothing.
      if (node.kind <= ts.SyntaxKind.Identifier) continue;
      if (ts.isBinaryExpression(node)) {
        if (isAssignment(node.operatorToken.kind)) assignments.push(node);
      } else if (!ts.isCallExpression(node) && !ts.isPropertyAccessExpression(node)) this.#declare(node);
    }
    for (const node of assignments) this.#assign(node);
  }

  /** The declaration that an identifier means; null for globals. */
  resolve(name: ts.Identifier): Binding | null {
    const known = this.#resolved.get(name);
    if (known !== undefined) return known;
    let found: Binding | null = null;
    for (let at = this.#scoped(name); at && !found; at = this.#scoped(this.#parents.get(at)))
      found = this.#scopes.get(at)?.get(name.text) ?? null;
    // `const S3 = new S3()`: what the name is given is made of what it was before.
    while (found?.earlier && found.value && found.value.pos <= name.pos && name.end <= found.value.end)
      found = found.earlier;
    this.#resolved.set(name, found);
    return found;
  }

  /** The nearest node with a scope, from a node upwards. All scopes are known before the first name is resolved. */
  #scoped(node: ts.Node | undefined): ts.Node | undefined {
    const between: ts.Node[] = [];
    let at = node;
    while (at && !this.#scopes.has(at)) {
      between.push(at);
      at = this.#nearest.get(at) ?? this.#parents.get(at);
    }
    if (at) for (const one of between) this.#nearest.set(one, at);
    return at;
  }

  /** The properties of a class, by name. */
  fields(cls: ts.ClassLikeDeclaration): ReadonlyMap<string, ClassField> {
    return this.#fields.get(cls) ?? new Map();
  }

  /** The class whose object `this` is at a node; null in plain functions and outside of classes. */
  classOfThis(node: ts.Node): ts.ClassLikeDeclaration | null {
    for (let at = this.#parents.get(node); at; at = this.#parents.get(at)) {
      if (ts.isClassLike(at)) return at;
      if (ts.isFunctionDeclaration(at) || ts.isFunctionExpression(at)) return null;
      const parent = this.#parents.get(at);
      if (ts.isMethodDeclaration(at) && parent && ts.isObjectLiteralExpression(parent)) return null;
    }
    return null;
  }

  #scopeOf(node: ts.Node, hoisted: boolean): Scope {
    let at: ts.Node = node;
    while (!isScope(at, hoisted)) {
      const parent = this.#parents.get(at);
      if (!parent) break;
      at = parent;
    }
    let scope = this.#scopes.get(at);
    if (!scope) {
      scope = new Map();
      this.#scopes.set(at, scope);
    }
    return scope;
  }

  #declare(node: ts.Node): void {
    if (ts.isVariableDeclaration(node)) {
      const list = this.#parents.get(node);
      const isVar =
        list !== undefined && ts.isVariableDeclarationList(list) && !(list.flags & ts.NodeFlags.BlockScoped);
      const scope = this.#scopeOf(list ?? node, isVar);
      const statement = list && this.#parents.get(list);
      // What a loop gives its variable is not what stands there.
      const looped = statement && (ts.isForOfStatement(statement) || ts.isForInStatement(statement));
      this.#pattern(node.name, node, looped ? null : (node.initializer ?? null), 'variable', node.type ?? null, scope);
      if (statement && isExported(statement))
        for (const name of namesOf(node.name)) this.exports.push({ name: name.text, value: name, from: null });
    } else if (ts.isParameter(node)) {
      const owner = this.#parents.get(node) as ts.Node;
      this.#pattern(
        node.name,
        node,
        null,
        'parameter',
        node.type ?? null,
        this.#scopeOf(owner, true),
        node.initializer,
      );
    } else if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node) || ts.isEnumDeclaration(node)) {
      const kind = ts.isFunctionDeclaration(node) ? 'function' : ts.isClassDeclaration(node) ? 'class' : 'enum';
      const owner = this.#parents.get(node);
      if (node.name && owner) this.#scopeOf(owner, false).set(node.name.text, binding(kind, node));
      if (isExported(node)) {
        const isDefault = node.modifiers?.some(m => m.kind === ts.SyntaxKind.DefaultKeyword) === true;
        const name = isDefault ? 'default' : node.name?.text;
        if (name !== undefined) this.exports.push({ name, value: node, from: null });
      }
    } else if ((ts.isFunctionExpression(node) || ts.isClassExpression(node)) && node.name) {
      const own = this.#scopes.get(node) ?? new Map<string, Binding>();
      own.set(node.name.text, binding(ts.isClassExpression(node) ? 'class' : 'function', node));
      this.#scopes.set(node, own);
    } else if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const module = node.moduleSpecifier.text;
      const scope = this.#scopeOf(node, false);
      const clause = node.importClause;
      const add = (name: ts.Identifier, imported: string, at: ts.Node) =>
        scope.set(name.text, { ...binding('import', at), module, imported });
      if (clause?.name) add(clause.name, 'default', clause);
      const named = clause?.namedBindings;
      if (named && ts.isNamespaceImport(named)) add(named.name, '*', named);
      if (named && ts.isNamedImports(named))
        for (const e of named.elements) add(e.name, (e.propertyName ?? e.name).text, e);
    } else if (ts.isImportEqualsDeclaration(node)) {
      const reference = node.moduleReference;
      const external = ts.isExternalModuleReference(reference) && ts.isStringLiteral(reference.expression);
      const scope = this.#scopeOf(node, false);
      if (external)
        scope.set(node.name.text, {
          ...binding('import', node),
          module: (reference.expression as ts.StringLiteral).text,
          imported: '*',
        });
    } else if (ts.isExportAssignment(node)) {
      this.exports.push({ name: 'default', value: node.expression, from: null });
    } else if (ts.isExportDeclaration(node)) {
      const module =
        node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier) ? node.moduleSpecifier.text : null;
      const clause = node.exportClause;
      if (clause && ts.isNamedExports(clause)) {
        for (const e of clause.elements) {
          const original = e.propertyName ?? e.name;
          if (module !== null)
            this.exports.push({ name: e.name.text, value: null, from: { module, name: original.text } });
          else this.exports.push({ name: e.name.text, value: original, from: null });
        }
      } else if (module !== null)
        this.exports.push({ name: clause ? clause.name.text : '*', value: null, from: { module, name: '*' } });
    } else if (ts.isClassLike(node)) {
      // Its members say themselves who they are.
    } else if (ts.isPropertyDeclaration(node) || ts.isMethodDeclaration(node) || ts.isGetAccessor(node)) {
      const field = this.#field(node);
      if (!field) return;
      if (ts.isPropertyDeclaration(node)) {
        if (node.initializer) field.values.push(node.initializer);
        field.type ??= node.type ?? null;
      } else field.method = node;
    }
    if (ts.isParameter(node) && node.modifiers?.some(m => ts.isModifier(m)) && ts.isIdentifier(node.name)) {
      const owner = this.#parents.get(node);
      const cls = owner && this.#parents.get(owner);
      if (cls && ts.isClassLike(cls)) {
        const field = this.#named(cls, node.name.text);
        field.parameter = node;
        field.type ??= node.type ?? null;
      }
    }
  }

  #field(node: ts.PropertyDeclaration | ts.MethodDeclaration | ts.GetAccessorDeclaration): ClassField | null {
    const cls = this.#parents.get(node);
    const { name } = node;
    if (!cls || !ts.isClassLike(cls) || !(ts.isIdentifier(name) || ts.isPrivateIdentifier(name))) return null;
    return this.#named(cls, name.text);
  }

  #named(cls: ts.ClassLikeDeclaration, name: string): ClassField {
    let all = this.#fields.get(cls);
    if (!all) {
      all = new Map();
      this.#fields.set(cls, all);
    }
    let field = all.get(name);
    if (!field) {
      field = { values: [], type: null, parameter: null, method: null };
      all.set(name, field);
    }
    return field;
  }

  #pattern(
    name: ts.BindingName,
    node: ts.Node,
    value: ts.Expression | null,
    kind: Binding['kind'],
    type: ts.TypeNode | null,
    scope: Scope,
    otherwise: ts.Expression | null = null,
    path: readonly (string | null)[] = [],
  ): void {
    if (ts.isIdentifier(name)) {
      // What is declared again has been something else before.
      const earlier = scope.get(name.text) ?? null;
      const assigned = earlier?.value && earlier.path.length === 0 ? [earlier.value] : [];
      scope.set(name.text, { ...binding(kind, node), value, path, otherwise, type, assigned, earlier });
      return;
    }
    for (const [i, e] of name.elements.entries()) {
      if (!ts.isBindingElement(e)) continue;
      const key = e.propertyName ?? e.name;
      const step = ts.isArrayBindingPattern(name)
        ? String(i)
        : ts.isIdentifier(key) || ts.isStringLiteralLike(key)
          ? key.text
          : null;
      const own = e.dotDotDotToken ? null : step;
      this.#pattern(e.name, node, value, kind, null, scope, e.initializer ?? null, [...path, own]);
    }
  }

  #assign(node: ts.BinaryExpression): void {
    const { left, right } = node;
    if (ts.isIdentifier(left)) this.#global(left).assigned.push(right);
    else if (ts.isPropertyAccessExpression(left)) {
      const { expression: base, name } = left;
      if (base.kind === ts.SyntaxKind.ThisKeyword) {
        const cls = this.classOfThis(left);
        if (cls) this.#named(cls, name.text).values.push(right);
      } else if (isModuleExports(base)) this.exports.push({ name: name.text, value: right, from: null });
      else if (isModuleExports(left)) this.#commonjs(right);
      else if (ts.isIdentifier(base)) {
        const members = this.resolve(base)?.members;
        if (members) members.set(name.text, [...(members.get(name.text) ?? []), right]);
      }
    } else if (ts.isElementAccessExpression(left)) {
      const { expression: of, argumentExpression: key } = left;
      const [base, member] = ts.isPropertyAccessExpression(of) ? [of.expression, of.name.text] : [of, ''];
      const keys = ts.isIdentifier(base) ? this.resolve(base)?.keys : undefined;
      if (keys) keys.set(member, [...(keys.get(member) ?? []), key]);
    }
  }

  /** What a name means; one that nothing declares is made where it is given something, as sloppy code has it. */
  #global(name: ts.Identifier): Binding {
    const known = this.resolve(name);
    if (known) return known;
    const made = binding('variable', name);
    this.#globals.set(name.text, made);
    this.#resolved.clear();
    return made;
  }

  /** `module.exports = …`: the members of an object, and the thing itself. */
  #commonjs(value: ts.Expression): void {
    this.exports.push({ name: 'default', value, from: null });
    if (!ts.isObjectLiteralExpression(value)) return;
    for (const p of value.properties) {
      if (!p.name || !(ts.isIdentifier(p.name) || ts.isStringLiteral(p.name))) continue;
      const own = ts.isPropertyAssignment(p) ? p.initializer : ts.isShorthandPropertyAssignment(p) ? p.name : p;
      this.exports.push({ name: p.name.text, value: own, from: null });
    }
  }
}

function binding(kind: Binding['kind'], node: ts.Node): Binding {
  return {
    kind,
    node,
    module: '',
    imported: '',
    value: null,
    path: [],
    otherwise: null,
    type: null,
    assigned: [],
    members: new Map(),
    keys: new Map(),
    earlier: null,
  };
}

function isScope(node: ts.Node, hoisted: boolean): boolean {
  if (ts.isSourceFile(node) || ts.isFunctionLike(node) || ts.isModuleBlock(node)) return true;
  if (ts.isClassStaticBlockDeclaration(node)) return true;
  if (hoisted) return false;
  return (
    ts.isBlock(node) ||
    ts.isForStatement(node) ||
    ts.isForOfStatement(node) ||
    ts.isForInStatement(node) ||
    ts.isCatchClause(node) ||
    ts.isCaseBlock(node)
  );
}

function isExported(node: ts.Node): boolean {
  return ts.canHaveModifiers(node) && node.modifiers?.some(m => m.kind === ts.SyntaxKind.ExportKeyword) === true;
}

function namesOf(name: ts.BindingName): ts.Identifier[] {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap(e => (ts.isBindingElement(e) ? namesOf(e.name) : []));
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return (
    kind === ts.SyntaxKind.EqualsToken ||
    kind === ts.SyntaxKind.QuestionQuestionEqualsToken ||
    kind === ts.SyntaxKind.BarBarEqualsToken
  );
}

/** `exports` or `module.exports`. */
function isModuleExports(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return node.text === 'exports';
  return (
    ts.isPropertyAccessExpression(node) &&
    node.name.text === 'exports' &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === 'module'
  );
}
