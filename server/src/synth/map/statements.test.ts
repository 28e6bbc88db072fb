/** The statements of an app that has run: their documents, their places, and whom they give permissions to. */
import { describe, expect, it } from 'vitest';
import { textOf } from '../../core/document.ts';
import { fixture } from '../../testing/fixture.ts';
import { synthesized } from '../../testing/synthesized.ts';

async function run(text: string) {
  const { documents } = fixture({ language: 'typescript', text });
  const workspace = await synthesized(documents, []);
  const [graph] = workspace.graphs();
  if (!graph) throw new Error('there is no graph');
  const slice = (place: { uri: string; start: number; end: number }) => {
    const document = workspace.document(place.uri);
    return document ? textOf(document, place) : '';
  };
  const resource = (name: string) => {
    const found = graph.resources.find(r => r.path?.endsWith(`/${name}`) && r.owner.kind === 'yours');
    if (!found) throw new Error(`no resource ${name}`);
    return found;
  };
  return { graph, slice, resource };
}

describe('statements of an app that has run', () => {
  it('keep their documents and places', async () => {
    const { graph, slice } = await run(`
const role = new iam.Role(this, 'R', {
  assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
  inlinePolicies: {
    P: iam.PolicyDocument.fromJson({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' },
        { Sid: 'No', Effect: 'Deny', Action: 'sqs:SendMessage', Resource: '*' },
      ],
    }),
    Q: new iam.PolicyDocument({ statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })] }),
  },
});
new iam.CfnPolicy(this, 'C', { policyName: 'c', roles: [role.roleName], policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*' }] } });
`);
    expect(
      graph.statements.map(s => [
        s.evidence,
        slice(s.span).replace(/\s+/g, ' ').slice(0, 50),
        s.document ? slice(s.document.span).replace(/\s+/g, ' ').slice(0, 40) : null,
        s.attachedTo.map(id => id.replace(/^.*\//, '')).join(),
      ]),
    ).toMatchInlineSnapshot(`
      [
        [
          "synth",
          "new iam.ServicePrincipal('lambda.amazonaws.com')",
          null,
          "R",
        ],
        [
          "synth",
          "{ Effect: 'Allow', Action: 's3:GetObject', Resourc",
          "iam.PolicyDocument.fromJson({ Version: '",
          "R",
        ],
        [
          "synth",
          "{ Sid: 'No', Effect: 'Deny', Action: 'sqs:SendMess",
          "iam.PolicyDocument.fromJson({ Version: '",
          "R",
        ],
        [
          "synth",
          "new iam.PolicyStatement({ actions: ['sns:Publish']",
          "new iam.PolicyDocument({ statements: [ne",
          "R",
        ],
        [
          "synth",
          "{ Effect: 'Allow', Action: 'kms:Decrypt', Resource",
          "{ Version: '2012-10-17', Statement: [{ E",
          "R",
        ],
      ]
    `);
  });

  it('are those of a function by its own role, a role of the user’s, and managed policies', async () => {
    const { graph, resource } = await run(`
const code = lambda.Code.fromInline('exports.handler = () => {}');
const common = { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_22_X };
const role = new iam.Role(this, 'R', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
const managed = new iam.ManagedPolicy(this, 'M', { statements: [new iam.PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })] });
role.addManagedPolicy(managed);
const own = new lambda.Function(this, 'Own', common);
const a = new lambda.Function(this, 'A', { ...common, role });
const b = new lambda.Function(this, 'B', { ...common, role });
own.addToRolePolicy(new iam.PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] }));
a.addToRolePolicy(new iam.PolicyStatement({ actions: ['sqs:SendMessage'], resources: ['*'] }));
const make = () => [new iam.PolicyStatement({ actions: ['kms:Decrypt'], resources: ['*'] })];
for (const s of JSON.parse('[1]').map(make)[0]) own.addToRolePolicy(s);
own.role!.addManagedPolicy(iam.ManagedPolicy.fromAwsManagedPolicyName('AmazonS3ReadOnlyAccess'));
`);
    const actions = (name: string) =>
      graph
        .statementsOf(resource(name).id)
        .filter(s => s.kind === 'identity')
        .flatMap(s => s.elements.entries.filter(e => e.key === 'Action').map(e => JSON.stringify(shownOf(e.value))));
    expect({ Own: actions('Own'), A: actions('A'), B: actions('B'), R: actions('R') }).toMatchInlineSnapshot(`
      {
        "A": [
          "["sqs:SendMessage"]",
          "["sns:Publish"]",
        ],
        "B": [
          "["sqs:SendMessage"]",
          "["sns:Publish"]",
        ],
        "Own": [
          "["s3:GetObject"]",
          "["kms:Decrypt"]",
        ],
        "R": [
          "["sqs:SendMessage"]",
          "["sns:Publish"]",
        ],
      }
    `);
    // What reading saw only the existence of is shown by the template.
    expect(graph.statements.filter(s => s.evidence === 'source')).toEqual([]);
  });
});

function shownOf(value: { readonly kind: string }): unknown {
  if (value.kind === 'literal') return (value as { value?: unknown }).value;
  if (value.kind === 'list') return (value as unknown as { items: { kind: string }[] }).items.map(shownOf);
  return value.kind;
}
