/** The picture as SVG and the page around it: everything has its place, and no name becomes markup. */
import { afterAll, describe, expect, it } from 'vitest';
import { createWorkspace } from '../all.ts';
import { KernelThread } from './kernel.ts';
import { layOut } from './layout.ts';
import { renderPage } from './page.ts';
import { type Picture, pictureOf } from './picture.ts';
import { escaped, renderSvg, shortened } from './svg.ts';

const kernel = new KernelThread();
afterAll(() => kernel.stop());

const HOSTILE = `x"><script>alert(1)</script>&'--]]>`;

function draw(text: string): Picture {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///app/',
    today: () => '2026-11-21',
  });
  workspace.update({ uri: 'file:///app/a.yaml', version: 1, text });
  return pictureOf(workspace.graph('file:///app/a.yaml'), workspace.allFindings());
}

const picture = draw(`
Resources:
  ${JSON.stringify(HOSTILE)}:
    Type: AWS::SQS::Queue
  Key:
    Type: AWS::KMS::Key
  Table:
    Type: AWS::DynamoDB::Table
    Properties: { SSESpecification: { SSEEnabled: true, KMSMasterKeyId: !Ref Key } }
`);

describe('layout', () => {
  it('gives every node and edge a place inside of the picture, in both arrangements', async () => {
    for (const arrangement of ['right', 'tiers'] as const) {
      const { width, height, nodes, edges, frames } = await layOut(picture, kernel.layout, { arrangement });
      expect(Object.keys(nodes)).toHaveLength(3);
      for (const { x, y, width: w, height: h } of [...Object.values(nodes), ...frames]) {
        expect(Math.min(x, y)).toBeGreaterThanOrEqual(0);
        expect(x + w).toBeLessThanOrEqual(width);
        expect(y + h).toBeLessThanOrEqual(height);
      }
      const [edge] = picture.edges;
      const points = edges[edge?.id ?? '']?.points ?? [];
      const [from, to] = [nodes[edge?.from ?? ''], nodes[edge?.to ?? '']];
      // An edge begins at the right side of its one end and stops at the left side of the other.
      expect(points[0]?.x).toBeCloseTo((from?.x ?? 0) + (from?.width ?? 0), 0);
      expect(points.at(-1)?.x).toBeCloseTo(to?.x ?? 0, 0);
      expect(frames.map(f => f.kind)).toContain(arrangement === 'tiers' ? 'tier' : 'stack');
    }
  });

  it('is refused, not awaited for ever, once it is stopped', async () => {
    const other = new KernelThread();
    const waiting = layOut(picture, other.layout);
    other.stop();
    await expect(waiting).rejects.toThrow('stopped');
  });
});

describe('SVG', () => {
  it('takes nothing in a name for markup', async () => {
    const layout = await layOut(picture, kernel.layout);
    for (const page of [false, true]) {
      const svg = renderSvg(picture, layout, { page });
      expect(svg).not.toContain('<script');
      expect(svg).not.toContain(HOSTILE);
      expect(svg).toContain(`data-id="${escaped(`file:///app/a.yaml#${HOSTILE}`)}"`);
      expect(svg.includes('<style>')).toBe(!page);
      // Inline styles would not pass the page's policy.
      expect(svg).not.toContain(' style="');
    }
  });

  it('counts findings, and says them to those who cannot see them', async () => {
    const svg = renderSvg(picture, await layOut(picture, kernel.layout), { page: true });
    expect(svg).toMatch(/class="badge warning"/);
    expect(svg).toMatch(/aria-label="Key, KMS key, 1 warning"/);
  });

  it('leaves out what XML has no place for', () => {
    expect(escaped('a\u0000\u001b\ud800b<')).toBe('ab&lt;');
  });

  it('shortens names in the middle, by characters', () => {
    expect(shortened('short', 5)).toBe('short');
    expect(shortened('OrdersProcessingFunction', 9)).toBe('Orde…tion');
    expect(shortened('😀😀😀😀', 3)).toBe('😀…😀');
  });
});

describe('a picture that nobody said how to arrange', () => {
  const wide = draw(`
Resources:
  Start:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Second.Arn, maxReceiveCount: 3 } }
  Second:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt Third.Arn, maxReceiveCount: 3 } }
  Third:
    Type: AWS::SQS::Queue
    Properties: { KmsMasterKeyId: !Ref Key }
  Key:
    Type: AWS::KMS::Key
`);

  it('flows the way that there is room for', async () => {
    expect((await layOut(wide, kernel.layout, { ratio: 3 })).arrangement).toBe('right');
    const tall = await layOut(wide, kernel.layout, { ratio: 0.6 });
    expect(tall.arrangement).toBe('down');
    expect(tall.height).toBeGreaterThan(tall.width);
  });
});

describe('page', () => {
  it('names everything that can be operated', () => {
    const page = renderPage('n');
    for (const [tag] of page.matchAll(/<(?:select|input|aside)\b[^>]*>/g)) expect(tag).toContain('aria-label="');
    for (const [, attributes, text] of page.matchAll(/<button\b([^>]*)>(.*?)<\/button>/g))
      expect(/aria-label="\w/.test(attributes ?? '') || /\w/.test((text ?? '').replace(/<[^>]*>/g, ''))).toBe(true);
    expect(page).toMatch(/id="view" tabindex="0" role="application" aria-label="/);
    expect(page).toMatch(/id="said" role="status"/);
  });

  it('runs nothing but what carries the nonce', () => {
    const page = renderPage('n0nce"');
    expect(page).toContain(`default-src 'none'; style-src 'nonce-n0nce&quot;'; script-src 'nonce-n0nce&quot;'`);
    expect(page.match(/<(script|style)(?! nonce="n0nce&quot;")/g)).toBeNull();
    expect(page).not.toMatch(/ on[a-z]+=|style="|innerHTML/);
  });
});
