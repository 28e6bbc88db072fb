// The architecture picture, used as a person would: opened beside the code, searched, filtered, clicked, kept open while typing.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const TEMPLATE = `AWSTemplateFormatVersion: '2010-09-09'
Transform: AWS::Serverless-2016-10-31
Resources:
  Jobs:
    Type: AWS::SQS::Queue
  Results:
    Type: AWS::DynamoDB::Table
  Worker:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      CodeUri: src/
      Events: { Job: { Type: SQS, Properties: { Queue: !GetAtt Jobs.Arn } } }
      Policies: [{ DynamoDBWritePolicy: { TableName: !Ref Results } }]
`;

/** Runs the checks in the open workbench, on a template that is there as long as they run. */
export async function checkPicture({ page, test, shot, find, command, folder }) {
  const file = path.join(folder, 'jobs.yaml');
  writeFileSync(file, TEMPLATE);
  const picture = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  const nodes = picture.locator('.node');
  const viewed = async () => (await picture.locator('#view > svg').getAttribute('viewBox')).split(' ').map(Number);
  /** Waits until so many nodes are drawn, or faded. */
  async function count(of, wanted) {
    for (let i = 0; i < 150 && (await of.count()) !== wanted; i++) await page.waitForTimeout(200);
    assert.equal(await of.count(), wanted);
  }

  await test('the picture opens beside the code with what is connected', async () => {
    await command('View: Close All Editors');
    await page.locator('iframe.webview.ready').waitFor({ state: 'detached' });
    await find('jobs.yaml', 'Jobs');
    await command('Plumbline: Show the architecture');
    await count(nodes, 3);
    await picture.locator('.edge.invokes title', { hasText: 'Jobs starts Worker' }).waitFor({ state: 'attached' });
    await picture.locator('.edge.writes title', { hasText: 'Worker writes Results' }).waitFor({ state: 'attached' });
    await shot('14-picture');
  });
  await test('the picture is searched and filtered', async () => {
    await picture.locator('#search').fill('lambda');
    await count(picture.locator('.node.dim'), 2);
    assert.equal(await picture.locator('#said').textContent(), '1 of 3 shown');
    await picture.locator('#search').fill('');
    await picture.locator('[data-tier=messaging]').click();
    await count(picture.locator('.node.dim'), 1);
    await picture.locator('[data-tier=messaging]').click();
    await count(picture.locator('.node.dim'), 0);
  });
  await test('a click in the picture leads to the code, and its details to its neighbours', async () => {
    await nodes.filter({ hasText: 'Results' }).click();
    await picture.locator('#details', { hasText: 'Worker writes this' }).waitFor();
    await page.locator('.line-numbers.active-line-number', { hasText: /^6$/ }).waitFor();
    await picture.locator('#details .to', { hasText: 'Worker' }).click();
    await picture.locator('.node.chosen', { hasText: 'Worker' }).waitFor();
    await shot('15-picture-selected');
  });
  await test('the picture follows what is typed, and keeps its zoom', async () => {
    await picture.locator('#in').click();
    await picture.locator('#in').click();
    const [, , width] = await viewed();
    await page.locator('.view-line', { hasText: 'Transform' }).first().click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText('  Failed:\n    Type: AWS::SQS::Queue\n');
    await count(nodes, 4);
    assert.equal((await viewed())[2], width);
  });

  await command('File: Revert File');
  await command('View: Close All Editors');
  rmSync(file);
}
