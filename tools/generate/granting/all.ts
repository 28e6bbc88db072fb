/** What every grant method of every construct gives to a role, seen by calling it. */
import type { Json } from '../../../server/src/knowledge/types.ts';
import { type Any, type Method, isConstruct, isL1, methodsOf, propertiesOf, running, types } from '../lowering/jsii.ts';
import { construct } from '../lowering/objects.ts';
import { newWorld } from '../lowering/world.ts';
import { lines, sorted } from '../table.ts';

/** Props with which a grant makes sense that does not without: a stream to read from. */
const PROPS: Readonly<Record<string, Record<string, Any>>> = {
  'aws-cdk-lib.aws_dynamodb.Table': { stream: 'NEW_IMAGE' },
  'aws-cdk-lib.aws_dynamodb.TableV2': { dynamoStream: 'NEW_IMAGE' },
};

/** The methods that are called with a grantee and nothing more. */
function grantMethods(fqn: string): readonly Method[] {
  return methodsOf(fqn).filter(method => {
    const [first, ...others] = method.parameters ?? [];
    const takesGrantee = /\.(IGrantable|IPrincipal)$/.test(first?.type.fqn ?? '');
    // With actions to be named, what is granted is what is named.
    return (
      !method.static &&
      !method.protected &&
      takesGrantee &&
      !others.some(p => !p.optional && !p.variadic) &&
      !others.some(p => p.name === 'actions')
    );
  });
}

/** The actions that a role has in the end, in the order in which they were given; null when the call fails. */
function actionsOf(fqn: string, call: (subject: Any, role: Any) => void): readonly string[] | null {
  try {
    const world = newWorld();
    const role = new (running('aws-cdk-lib.aws_iam.Role'))(world.stack, 'PlumbRole', {
      assumedBy: new (running('aws-cdk-lib.aws_iam.ServicePrincipal'))('lambda.amazonaws.com'),
    });
    const subject = construct(fqn, 'PlumbSubject', 0, world, PROPS[fqn]);
    call(subject, role);
    const document = world.stack.resolve(role.node.tryFindChild('DefaultPolicy')?.document?.toJSON()) as
      | Json
      | undefined;
    const statements =
      (document as { Statement?: readonly { Effect: string; Action?: string | readonly string[] }[] } | undefined)
        ?.Statement ?? [];
    return [...new Set(statements.filter(s => s.Effect === 'Allow').flatMap(s => s.Action ?? []))];
  } catch {
    return null;
  }
}

export function grantsText(): string {
  const rows: (readonly [string, string])[] = [];
  const all = Object.values(types).filter(t => t.kind === 'class' && !t.abstract && isConstruct(t.fqn) && !isL1(t.fqn));
  for (const { fqn } of all) {
    const name = fqn.replace(/^aws-cdk-lib\.(aws_)?/, '');
    const add = (method: string, call: (subject: Any, role: Any) => void) => {
      const actions = actionsOf(fqn, call);
      if (actions) rows.push([`${name}.${method}`, actions.join(' ')]);
    };
    for (const { name: method } of grantMethods(fqn))
      if (/^grant/.test(method)) add(method, (subject, role) => subject[method](role));
    // The newer style keeps them together: `table.grants.readData(role)`.
    const holder = propertiesOf(fqn).find(p => p.name === 'grants' && !p.static && !p.protected)?.type.fqn;
    if (holder === undefined) continue;
    for (const { name: method } of grantMethods(holder))
      add(`grants.${method}`, (subject, role) => subject.grants[method](role));
  }
  return lines(sorted(rows, ([key]) => key));
}
