/** Declarations of handler files in Python, and what each mentions. */
import { expect, it } from 'vitest';
import { span } from '../../core/document.ts';
import { dedent } from '../../core/rule.ts';
import { pythonDeclarations } from './pythonDeclarations.ts';
import { pythonStatements } from './pythonTree.ts';

function read(written: string): string[] {
  const text = dedent(written);
  const facts = pythonDeclarations(text, pythonStatements(text), (start, end) => span('file:///a.py', start, end));
  return facts.map(fact => {
    if (fact.kind === 'imported-name') return `${fact.name} = ${fact.imported}`;
    if (fact.kind !== 'declaration') return fact.kind;
    const lines = text.slice(fact.span.start, fact.span.end).trimEnd().split('\n').length;
    return `${fact.name ?? '-'}${fact.exported.length > 0 ? '' : ' (own)'}, ${lines}: ${fact.uses.join(' ')}`;
  });
}

it('finds functions, classes and methods with what they mention', () => {
  expect(
    read(`
      import utils
      import boto3.session as session
      from .orders import load as get, save
      from common import *

      client = session.Session()

      @logger.inject_lambda_context
      @tracer.capture_lambda_handler
      def handler(event, context):
          return get(Repo().find(event))

      def unused():
          def inner(): save()
          inner()

      class Repo(Base):
          table = 'orders'

          def __init__(self):
              self.now = utils.now()

          @staticmethod
          def find(id):
              return save(id)

          async def drop(self): unused()
    `),
  ).toEqual([
    'utils = *',
    'session = *',
    'get = load',
    'save = save',
    '- (own), 1: .Session session',
    'handler, 4: .capture_lambda_handler .find .inject_lambda_context Repo get',
    'unused, 3: save',
    'Repo, 11: .now utils',
    'Repo.find (own), 2: save',
    'Repo.drop (own), 1: unused',
  ]);
});

it('takes what a decorator hands on, and what runs by itself, for reached; and not what only runs as a script', () => {
  expect(
    read(`
      @app.get('/orders')
      def list_orders(): pass

      try:
          warm_up()
      except Exception:
          pass

      if __name__ == '__main__':
          list_orders()
    `),
  ).toEqual(['- (own), 2: .get', '- (own), 2: ', '- (own), 2: ', '__main__ (own), 2: ']);
});
