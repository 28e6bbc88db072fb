/** Declarations of handler files, and what each mentions. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { span } from '../../core/document.ts';
import { declarations } from './declarations.ts';

function read(text: string): string[] {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.ESNext, false, ts.ScriptKind.TS);
  return declarations(source, (start, end) => span('file:///a.ts', start, end)).map(fact => {
    if (fact.kind === 'imported-name') return `${fact.name} = ${fact.imported}`;
    if (fact.kind !== 'declaration') return fact.kind;
    const exported = fact.exported.length > 0 ? ` as ${fact.exported.join()}` : '';
    return `${fact.name ?? '-'}${exported}: ${fact.uses.join(' ')}`;
  });
}

describe('declarations of a handler file', () => {
  it('are functions, constants and classes with what they mention', () => {
    expect(
      read(`
        import { get as load, type Order } from './orders';
        import * as util from './util';
        import config from './config.js';
        import { z } from 'zod';
        const client = make();
        function make() { return config.x; }
        export const handler = async () => load(client);
        export default class Service { constructor() { make(); } run() { return util.now(); } }
      `),
    ).toEqual([
      'load = get',
      'util = *',
      'config = default',
      'client: make',
      'make: .x config',
      'handler as handler: client load',
      'Service as default: make',
      'Service.run: .now util',
    ]);
  });

  it('mention what they take of modules that they load on the way', () => {
    expect(
      read(`
        export const handler = async (event) => {
          const { get, put: store } = await import('./orders');
          const total = await (await import('./prices')).total(event);
          const whole = await import('./whole');
          const { one, ...others } = await import('./others');
          return import('./then').then(({ run }) => run(get, store, total, whole, one, others));
        };
      `),
    ).toEqual([
      'import ./prices total = total',
      'import ./orders get,put = get',
      'import ./orders get,put = put',
      'handler as handler: .then .total import ./orders get,put import ./prices total',
    ]);
  });

  it('are the functions of an object that a constant holds', () => {
    expect(
      read(`
        const table = make();
        export const api = {
          get() { return table.get(); },
          put: async () => table.put(),
          name: table.name,
        } satisfies Api;
        function make() {}
      `),
    ).toEqual(['table: make', 'api as api: .name table', 'api.get: .get table', 'api.put: .put table', 'make: ']);
  });

  it('may be all that a module of CommonJS has, where a pattern takes the rest or a computed key of it', () => {
    expect(
      read(`
        const { get, [key]: one, ...others } = require('./orders');
        exports.handler = async () => others.put(one);
      `),
    ).toEqual(expect.arrayContaining(['get = get', 'one = *', 'others = *']));
  });

  it('are what CommonJS exports, and statements that run by themselves', () => {
    expect(
      read(`
        const { get } = require('./orders');
        const all = require('./all');
        exports.handler = async () => get();
        module.exports.other = () => all.run();
        module.exports = { first, second: all };
        const settings = await load();
        warmUp();
        function first() {}
        function load() {}
        function warmUp() {}
      `),
    ).toEqual([
      'get = get',
      'all = *',
      'get: ',
      'all: ',
      'exports.handler as handler: .handler get',
      'exports.other as other: .exports .other .run all',
      'module.exports as first,second: .exports all first',
      '-: load',
      '-: warmUp',
      'first: ',
      'load: ',
      'warmUp: ',
    ]);
  });

  it('are exports by another name, and those of other files', () => {
    expect(
      read(`
        function run() {}
        export { run as handler };
        export { get } from './orders';
        export * from './more';
        export type { T } from './types';
      `),
    ).toEqual([
      'export get from = get',
      'export * from ./more = *',
      'run: ',
      'export handler as handler: run',
      'export get as get: export get from',
      'export * as *: export * from ./more',
    ]);
  });

  it('of broken text are what there is', () => {
    expect(read('export const handler = async (event) => { get(')).toEqual(['handler as handler: ']);
  });
});
