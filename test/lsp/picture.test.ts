/** The architecture picture over the protocol: page, view with its places, files, and what it says while the text changes. */
import { afterEach, describe, expect, it } from 'vitest';
import { rules } from '../../server/src/all.ts';
import {
  type PictureParams,
  type PictureResult,
  type PictureView,
  pictureRequest,
} from '../../server/src/lsp/protocol.ts';
import { Client } from './client.ts';

const URI = 'untitled:orders.yaml';
const TEMPLATE = `Resources:
  Key:
    Type: AWS::KMS::Key
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      SSESpecification: { SSEEnabled: true, KMSMasterKeyId: !Ref Key }
`;

let client: Client | undefined;
afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function ask(params: PictureParams): Promise<PictureResult | null> {
  client ??= await Client.start({ rules });
  return client.connection.sendRequest(pictureRequest, params);
}
async function view(
  more: Omit<Extract<PictureParams, { format: 'view' | 'svg' | 'mermaid' }>, 'format'> = {},
): Promise<PictureView> {
  const result = await ask({ format: 'view', uri: URI, ...more });
  if (!result?.view) throw new Error('no view');
  return result.view;
}

describe('the picture', () => {
  it('has a place in the code for each node, its findings and its connections', async () => {
    client = await Client.start({ rules });
    await client.open(URI, TEMPLATE);
    const { nodes, edges, scopes, boxes } = await view();
    expect(nodes.map(n => n.name)).toEqual(['Key', 'Orders']);
    const [key, orders] = nodes;
    expect(key?.place).toEqual({ uri: URI, range: client.range(URI, 'Key') });
    expect(key?.findings.map(f => f.rule)).toContain('kms/unrotated-key');
    expect(edges.map(e => [e.from, e.kind, e.to])).toEqual([[orders?.id, 'refers', key?.id]]);
    expect(edges[0]?.place?.range.start.line).toBe(6);
    expect(Object.keys(boxes).sort()).toEqual(nodes.map(n => n.id).sort());
    expect(scopes.flatMap(s => s.stacks.map(k => k.name))).toEqual(['orders']);
  });

  it('follows the text as it is typed', async () => {
    client = await Client.start({ rules });
    await client.open(URI, TEMPLATE);
    await view();
    await client.type(URI, '  Orders:', '  Jobs: { Type: AWS::SQS::Queue }\n  Orders:');
    expect((await view()).nodes.map(n => n.name)).toEqual(['Key', 'Jobs', 'Orders']);
    await client.type(URI, ', KMSMasterKeyId: !Ref Key', '');
    expect((await view({ stack: null, arrangement: 'tiers' })).edges).toEqual([]);
  });

  it('is written as SVG and as Mermaid', async () => {
    client = await Client.start({ rules });
    await client.open(URI, TEMPLATE);
    expect((await ask({ format: 'svg', uri: URI }))?.content).toMatch(/^<svg xmlns=[\s\S]*<style>[\s\S]*<\/svg>\n$/);
    expect((await ask({ format: 'mermaid', uri: URI }))?.content).toContain('n1 -.-> n0');
  });

  it('is nothing where nothing is found, and the page is there all the same', async () => {
    expect(await ask({ format: 'view' })).toBeNull();
    expect((await ask({ format: 'page', nonce: 'abc' }))?.content).toContain(`script-src 'nonce-abc'`);
  });
});
