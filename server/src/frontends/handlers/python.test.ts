/** What Python code calls and reads. */
import { describe, expect, it } from 'vitest';
import { span } from '../../core/document.ts';
import type { CodeFact } from '../../core/resource.ts';
import { dedent } from '../../core/rule.ts';
import { pythonFacts } from './python.ts';
import { pythonFrontend } from './pythonFrontend.ts';
import { callsShown } from './testing.ts';

function factsOf(code: string): CodeFact[] {
  return pythonFacts(code, (start, end) => span('file:///app/h.py', start, end)).facts;
}

function calls(code: string): string[] {
  const text = dedent(code);
  return callsShown(factsOf(text), text);
}

describe('boto3', () => {
  it('clients: names, aliases, sessions, fields, parameters, paginators, waiters, presigned urls', () => {
    expect(
      calls(`
        import os
        import boto3 as aws
        from boto3 import client as make_client
        from os import environ, getenv

        s3 = aws.client("s3", region_name='eu-west-1')  # aws.client('sqs').send_message()
        sfn = aws.session.Session().client('stepfunctions')
        QUEUE_URL = environ['QUEUE_URL']
        """
        s3.delete_object(Bucket='no')
        """

        class Store:
            def __init__(self, table):
                self.db = aws.client('dynamodb')
                self.table = table

            def get(self, key):
                return self.db.get_item(
                    TableName=self.table,
                    Key={'id': {'S': key}},
                )

        def list_all(client, bucket=os.getenv('BUCKET', 'local')):
            for page in client.get_paginator('list_objects_v2').paginate(Bucket=bucket, Prefix=f"in/{QUEUE_URL}/"):
                print(page)
            client.get_waiter('object_exists').wait(Bucket=bucket, Key='k')

        def handler(event, context):
            params = {'QueueUrl': QUEUE_URL}
            make_client('sqs').send_message(**params, MessageBody='x')
            list_all(s3)
            sfn.start_execution(stateMachineArn=os.environ.get("MACHINE") or 'none')
            s3.generate_presigned_url('get_object', Params={'Bucket': 'b', 'Key': event['key']})
            s3.upload_file('/tmp/x', 'bucket', 'key')
            s3.put_object(Bucket='b' if event else 'c', Key='a/' + 'b', ACL='private', Tagging=None)
            aws.client('events').put_events(Entries=[{'EventBusName': os.environ['BUS'], 'Source': 'x'}])
            if event: aws.client('ssm').get_parameter(Name='/p', WithDecryption=True)
            return [aws.client('secretsmanager').get_secret_value(SecretId=s) for s in event]
      `),
    ).toMatchInlineSnapshot(`
      [
        "boto3 dynamodb.GetItem get_item TableName=? Key=?",
        "boto3 s3.ListObjectsV2 paginate Bucket=$BUCKET='local' Prefix='in/'+$QUEUE_URL+'/'",
        "boto3 s3.HeadObject wait Bucket=$BUCKET='local' Key='k'",
        "boto3 sqs.SendMessage send_message QueueUrl=$QUEUE_URL MessageBody='x' …",
        "boto3 sfn.StartExecution start_execution stateMachineArn=$MACHINE='none'",
        "boto3 s3.GetObject generate_presigned_url Bucket='b' Key=?",
        "boto3 s3.PutObject upload_file Bucket='bucket' Key='key'",
        "boto3 s3.AbortMultipartUpload upload_file Bucket='bucket' Key='key'",
        "boto3 s3.PutObject put_object Bucket=('b'|'c') Key='a/b' ACL='private'",
        "boto3 eventbridge.PutEvents put_events Entries.EventBusName=$BUS Entries.Source='x' Entries=?",
        "boto3 ssm.GetParameter get_parameter Name='/p' WithDecryption=?",
        "boto3 secrets-manager.GetSecretValue get_secret_value SecretId=?",
      ]
    `);
  });

  it('names that are given several clients', () => {
    expect(
      calls(`
        import boto3, os
        c = boto3.client('s3')
        c.get_object(Bucket='b')
        c = boto3.client('dynamodb')
        c.get_item(TableName='a')
        table = boto3.resource('dynamodb').Table('b')
        table = boto3.resource('dynamodb').Table(os.environ['TABLE'])
        db = boto3.client('dynamodb') if flag else boto3.resource('dynamodb')
        def add(queue):
            queue.add_permission(Label='x')
            queue.publish(TopicArn='t')
        def handler(event, context):
            table.get_item(Key={})
            db.Table('c').put_item(Item={})
            add(boto3.client('sqs'))
            add(boto3.client('sns'))
      `),
    ).toEqual([
      "boto3 s3.GetObject get_object Bucket='b'",
      "boto3 dynamodb.GetItem get_item TableName='a'",
      'open: which of several clients makes a call is chosen at run time @ add_permission',
      "boto3 sns.Publish publish TopicArn='t'",
      "boto3 dynamodb.GetItem get_item Key=? TableName=('b'|$TABLE)",
      "boto3 dynamodb.PutItem put_item Item=? TableName='c'",
    ]);
  });

  it('resources and their objects', () => {
    expect(
      calls(`
        import boto3, botocore.session, os
        dynamodb = boto3.resource('dynamodb')
        table = dynamodb.Table(os.environ['TABLE'])
        s3 = boto3.resource('s3')
        def handler(event, _):
            table.get_item(Key={'id': 1})
            table.query(IndexName='byDate')
            with table.batch_writer() as batch:
                batch.put_item(Item={})
            dynamodb.batch_get_item(RequestItems={os.environ['TABLE']: {'Keys': []}})
            dynamodb.meta.client.transact_write_items(TransactItems=[{'Put': {'TableName': 't'}}])
            s3.Bucket('b').objects.filter(Prefix='x')
            s3.Object('b', 'k').put(Body='')
            s3.Bucket('b').Object('k').get()
            boto3.resource('sqs').Queue(event['url']).send_messages(Entries=[])
            boto3.resource('ec2').Instance('i').stop()
            s3.Bucket('c').objects.all().delete()
            for found in s3.Bucket('d').objects.filter(Prefix='x'):
                found.delete()
            s3.Bucket('e').object_versions.delete()
            table.meta.client.describe_table(TableName='t')
            botocore.session.get_session().create_client('sns').publish(TopicArn='t')
      `),
    ).toMatchInlineSnapshot(`
      [
        "boto3 dynamodb.GetItem get_item Key=? TableName=$TABLE",
        "boto3 dynamodb.Query query IndexName='byDate' TableName=$TABLE",
        "boto3 dynamodb.BatchWriteItem batch_writer TableName=$TABLE",
        "boto3 dynamodb.BatchGetItem batch_get_item RequestItems=$TABLE",
        "boto3 dynamodb.TransactWriteItems transact_write_items TransactItems.Put.TableName='t' TransactItems.Put=? TransactItems=?",
        "boto3 s3.ListObjects filter Prefix='x' Bucket='b'",
        "boto3 s3.PutObject put Body='' Bucket='b' Key='k'",
        "boto3 s3.GetObject get Bucket='b' Key='k'",
        "boto3 sqs.SendMessageBatch send_messages Entries=? QueueUrl=?",
        "open: what Instance of a resource calls is not known @ Instance",
        "boto3 s3.ListObjects all Bucket='c'",
        "boto3 s3.ListObjects delete Bucket='c'",
        "boto3 s3.DeleteObjects delete Bucket='c'",
        "boto3 s3.ListObjects filter Prefix='x' Bucket='d'",
        "boto3 s3.DeleteObject delete Bucket='d'",
        "open: what delete of a resource calls is not known @ delete",
        "boto3 dynamodb.DescribeTable describe_table TableName='t'",
        "boto3 sns.Publish publish TopicArn='t'",
      ]
    `);
  });

  it('Powertools, and what can not be followed', () => {
    expect(
      calls(`
        import boto3
        from aws_lambda_powertools.utilities import parameters
        from aws_lambda_powertools.utilities.parameters import get_secret
        from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer
        from common.clients import orders_table, helper
        layer = DynamoDBPersistenceLayer(table_name='idem')
        s3 = boto3.client('s3')
        def handler(event, _):
            parameters.get_parameter('/a', decrypt=True)
            get_secret('s')
            getattr(s3, event['op'])()
            helper(s3)
            boto3.client(event['service'])
            s3.get_paginator(event['op'])
            orders_table.put_item(Item={})
            boto3.client('sts', aws_access_key_id='x').get_caller_identity()
      `),
    ).toMatchInlineSnapshot(`
      [
        "boto3 dynamodb.GetItem DynamoDBPersistenceLayer TableName='idem'",
        "boto3 dynamodb.PutItem DynamoDBPersistenceLayer TableName='idem'",
        "boto3 dynamodb.UpdateItem DynamoDBPersistenceLayer TableName='idem'",
        "boto3 dynamodb.DeleteItem DynamoDBPersistenceLayer TableName='idem'",
        "boto3 ssm.GetParameter get_parameter Name='/a' WithDecryption=?",
        "boto3 secrets-manager.GetSecretValue get_secret SecretId='s'",
        "open: a client is given to code that is not read @ s3",
        "open: a client is given to code that is not read @ s3",
        "open: the client is chosen at run time @ client",
        "open: the operation is chosen at run time @ get_paginator",
        "open: orders_table comes from another file @ orders_table.put_item",
        "open: a client has credentials of its own @ 'x'",
        "boto3 sts.GetCallerIdentity get_caller_identity",
      ]
    `);
  });

  it('environment variables', () => {
    const facts = factsOf(
      `import os\nA = os.environ['A']\nB = os.environ.get('B')\nC = os.getenv("C", 'c')\nos.environ['D'] = 'd'\nE = get_env('EEE')\n`,
    );
    expect(facts.flatMap(f => (f.kind === 'environment-read' ? [`${f.name}${f.optional ? '?' : ''}`] : []))).toEqual([
      'A',
      'B?',
      'C?',
      'EEE',
    ]);
  });

  it('environment variables without which code goes on', () => {
    const reads = (text: string) =>
      factsOf(`import os\n${text}`).flatMap(f =>
        f.kind === 'environment-read' ? [`${f.name}${f.optional ? '?' : ''}`] : [],
      );
    const tried = (handler: string) => `try:\n    A = os.environ["A"]\n${handler}\nB = os.environ["B"]\n`;
    expect(reads(tried('except KeyError:\n    A = None'))).toEqual(['A?', 'B']);
    expect(reads(tried('except (ValueError, KeyError) as e:\n    A = None\nelse:\n    C = os.environ["C"]'))).toEqual([
      'A?',
      'C',
      'B',
    ]);
    expect(reads(`def f():\n  try: return os.environ["A"]\n  except KeyError: pass\n`)).toEqual(['A?']);
    expect(reads(tried('except KeyError as e:\n    raise RuntimeError("A") from e'))).toEqual(['A', 'B']);
    expect(reads(tried('except Exception:\n    A = None'))).toEqual(['A', 'B']);
    expect(reads(tried('finally:\n    done()'))).toEqual(['A', 'B']);
  });

  it('environment variables that are read only where others are not set', () => {
    const reads = (expression: string) =>
      factsOf(`import os\nX = ${expression}\n`).flatMap(f =>
        f.kind === 'environment-read' ? [`${f.name}${f.optional ? '?' : ''}${f.after ? ` after ${f.after}` : ''}`] : [],
      );
    expect(reads('os.environ.get("A") or os.environ["B"]')).toEqual(['A?', 'B after A']);
    expect(reads('os.environ["A"] or os.getenv("B", "") or int(os.environ["C"])')).toEqual(['A', 'B?', 'C after A,B']);
    expect(reads('os.environ.get("A", os.environ.get("B")) or os.environ["C"]')).toEqual(['A?', 'B?', 'C after A,B']);
    // What is given to a call is read before it is called.
    expect(reads('os.environ.get("A", os.environ["B"])')).toEqual(['A?', 'B']);
    expect(reads('os.environ.get("A", "a") or os.environ["B"]')).toEqual(['A?', 'B?']);
    expect(reads('os.environ["A"] if "A" in os.environ else os.environ["B"]')).toEqual(['A', 'A?', 'B after A']);
    expect(reads('os.environ["B"] if "A" not in os.environ else os.environ["A"]')).toEqual(['B after A', 'A?', 'A']);
    expect(reads('os.environ["B"] if not os.environ.get("A") else 1')).toEqual(['B', 'A?']);
    expect(reads('"A" not in os.environ or os.environ["B"]')).toEqual(['A?', 'B?']);
  });
});

describe('files', () => {
  it('are joined by their imports', () => {
    const read = (name: string, text: string) =>
      pythonFrontend.read({ uri: `file:///app/src/${name}`, version: 1, text });
    const facts = [
      read(
        'orders/app.py',
        'import json\nfrom common.db import table\nfrom . import model\nfrom .gone import x\ndef handler(e, c): pass\n',
      ),
      read('common/db.py', 'import boto3\n'),
      read('orders/model.py', 'import os\n'),
    ];
    const host = { fileExists: () => null };
    const unit = pythonFrontend.link(facts, host).code[0];
    expect(
      unit?.facts.flatMap(f =>
        f.kind === 'local-import'
          ? [f.uris.join(' ').replaceAll('file:///app/src/', '')]
          : f.kind === 'import'
            ? [f.module]
            : [],
      ),
    ).toEqual(['json', 'common/db.py', 'orders/model.py', 'orders/gone/x.py orders/gone.py orders/gone/__init__.py']);
    expect(pythonFrontend.link(facts, host).code[0]).toBe(unit);
    expect(structuredClone(facts)).toEqual(facts);
  });

  it('of others are not read', () => {
    const accepts = (uri: string) => pythonFrontend.accepts({ uri, version: 1, text: 'import boto3' });
    expect([
      accepts('file:///a/h.py'),
      accepts('file:///a/venv/lib/x.py'),
      accepts('file:///a/tests/test_h.py'),
    ]).toEqual([true, false, false]);
  });
});

describe('hostile input', () => {
  const whole = `import boto3\ns3 = boto3.client('s3')\ndef f(a, *b, c: int = 3, **d) -> str:\n    return s3.get_object(Bucket=f"{a!r:>{10}}", Key="x\\n")['Body'] if a else {**d, 'k': [x for x in b]}\n`;
  it('cut at every place', () => {
    for (let i = 0; i <= whole.length; i++) expect(Array.isArray(factsOf(whole.slice(0, i)))).toBe(true);
  });

  it.each([
    ['brackets', `import boto3\n${'('.repeat(20_000)}`],
    ['nested calls', `import boto3\nx = ${'f('.repeat(3000)}${')'.repeat(3000)}`],
    ['chains', `import boto3\nboto3.client('s3')${'.a()'.repeat(5000)}`],
    ['formats', `${"f'{".repeat(500)}`],
    ['cycles', `a = b\nb = a\ndef f(x=f()): return f(x)\na.get_item(T=b)\n`],
    ['much given to one name', `import boto3\nx = 1\n${'x = x.a(x) or x.b(x + x)\n'.repeat(300)}x.get_item(T=x)\n`],
    ['unary', `${'not '.repeat(10_000)}x`],
    ['long', `import boto3\n${'x = {"a": [1, 2, 3]}\n'.repeat(8000)}`],
  ])('%s', (_name, code) => {
    expect(Array.isArray(factsOf(code))).toBe(true);
  });
});
