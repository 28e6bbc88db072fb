/** The architecture picture of 300 resources in five stacks: drawn up, laid out in the worker as the server does, and written as SVG. */
import { createWorkspace } from '../../server/src/all.ts';
import { KernelThread } from '../../server/src/picture/kernel.ts';
import { layOut } from '../../server/src/picture/layout.ts';
import { type Picture, pictureOf } from '../../server/src/picture/picture.ts';
import { renderSvg } from '../../server/src/picture/svg.ts';
import { type Row, cpu, median } from './measure.ts';

/** Sixty services in five templates: queue → function → table, with a key and a bucket; each calls the next one. */
function large(): () => Picture {
  const workspace = createWorkspace({
    host: { fileExists: () => null },
    projectOf: () => 'file:///bench/',
    today: () => '2026-11-21',
  });
  for (let stack = 0; stack < 5; stack++) {
    const services = Array.from({ length: 12 }, (_, i) => {
      const next = i === 11 ? '' : `\n        - SQSSendMessagePolicy: { QueueName: !GetAtt Queue${i + 1}.QueueName }`;
      return `  Queue${i}:
    Type: AWS::SQS::Queue
  Key${i}:
    Type: AWS::KMS::Key
  Bucket${i}:
    Type: AWS::S3::Bucket
  Table${i}:
    Type: AWS::DynamoDB::Table
    Properties: { SSESpecification: { KMSMasterKeyId: !Ref Key${i} } }
  Worker${i}:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs24.x
      Handler: index.handler
      CodeUri: src/
      Events: { Jobs: { Type: SQS, Properties: { Queue: !GetAtt Queue${i}.Arn } } }
      Policies:
        - DynamoDBCrudPolicy: { TableName: !Ref Table${i} }
        - S3ReadPolicy: { BucketName: !Ref Bucket${i} }${next}
`;
    });
    const text = `Transform: AWS::Serverless-2016-10-31\nResources:\n${services.join('')}`;
    workspace.update({ uri: `file:///bench/team-${stack}.yaml`, version: 1, text });
  }
  const findings = workspace.allFindings();
  return () => pictureOf(workspace.graph('file:///bench/team-0.yaml'), findings);
}

/** The row of the table. */
export async function pictureRows(): Promise<Row[]> {
  const draw = large();
  const picture = draw();
  if (picture.nodes.length !== 300) throw new Error(`${picture.nodes.length} nodes`);
  const cold: number[] = [];
  const warm: number[] = [];
  let server = 0;
  for (let i = 0; i < 3; i++) {
    const kernel = new KernelThread();
    for (const times of [cold, warm, warm]) {
      // The time of the worker's thread is counted with that of the process.
      const before = process.cpuUsage();
      await layOut(picture, kernel.layout);
      const { user, system } = process.cpuUsage(before);
      times.push((user + system) / 1000);
    }
    const layout = await layOut(picture, kernel.layout);
    server = cpu(() => renderSvg(draw(), layout));
    kernel.stop();
  }
  return [
    {
      what: 'Picture of 300 resources, laid out',
      measured: `${Math.round(median(cold))} ms CPU`,
      limit: '≤ 1,500 ms',
      note: `${picture.edges.length} connections, the start of the worker included; ${Math.round(median(warm))} ms when it is warm; ${Math.round(server)} ms of the server's own to draw it up and write it`,
    },
  ];
}

if (process.argv[1] === import.meta.filename)
  for (const row of await pictureRows()) console.log(`${row.what}: ${row.measured} (${row.limit}); ${row.note}`);
