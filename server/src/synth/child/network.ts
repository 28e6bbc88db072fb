/** No network: every door of Node to it is shut, in the way in which an unreachable host would show. */
import dgram from 'node:dgram';
import dns from 'node:dns';
import net from 'node:net';
import { deny } from './denied.ts';

type Any = (...args: unknown[]) => unknown;

/** What a connection is for, of the arguments of `connect`. */
function targetOf(args: readonly unknown[]): string {
  // `net` normalises its arguments to an array that it passes on.
  const first = Array.isArray(args[0]) ? args[0][0] : args[0];
  if (typeof first === 'object' && first !== null) {
    const { host, port, path } = first as { host?: unknown; port?: unknown; path?: unknown };
    return path !== undefined && port === undefined ? String(path) : `${host ?? 'localhost'}:${port ?? ''}`;
  }
  return typeof args[1] === 'string' ? `${args[1]}:${first}` : String(first);
}

const callbackOf = (args: readonly unknown[]): Any | undefined =>
  args.findLast(a => typeof a === 'function') as Any | undefined;

type Handles = Readonly<Record<string, ((...args: unknown[]) => object | number) | undefined>>;

/**
 * Node's own objects for sockets, below `net` and `dgram`: they can be had by ways that nobody documents (a `TLSSocket`
 * without a socket makes one, a server has it before it listens), and would connect, or make a socket's file anywhere.
 */
function guardHandles(): void {
  const channel = Object.getOwnPropertySymbols(process)
    .map(symbol => (process as unknown as Record<symbol, unknown>)[symbol])
    .find(value => typeof value === 'object' && value !== null && 'bind' in value && 'listen' in value);
  const made = [
    attempt(() => (net as unknown as Handles)._createServerHandle?.(null as never, 0, 4)),
    attempt(() => (dgram as unknown as Handles)._createSocketHandle?.(null, 0, 'udp4', -1, 0)),
  ];
  for (const handle of [channel, ...made]) {
    if (typeof handle !== 'object' || handle === null) continue;
    const proto = Object.getPrototypeOf(handle) as Record<string, unknown>;
    for (const name of ['bind', 'bind6', 'connect', 'connect6', 'listen', 'send', 'send6', 'fchmod']) {
      if (!(name in proto)) continue;
      Object.defineProperty(proto, name, {
        value: function use(...args: unknown[]) {
          throw deny('network', args.filter(a => typeof a !== 'object').join(' '), use);
        },
      });
    }
  }
  // Asks name servers, which is a way to tell them something.
  const names = Object.getPrototypeOf(
    (new dns.Resolver() as unknown as { readonly _handle: object })._handle,
  ) as object;
  for (const name of Object.getOwnPropertyNames(names).filter(n => /^(query|getHostByAddr)/.test(n)))
    Object.defineProperty(names, name, {
      value: function query(_request: unknown, asked: unknown) {
        throw deny('network', String(asked), query);
      },
    });
  for (const handle of made) if (typeof handle === 'object') (handle as { close?: () => void }).close?.();
}

/** Nothing where Node itself denies even the attempt. */
function attempt(make: () => object | number | undefined): object | number | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Shuts it all. TLS, HTTP and HTTP/2 rest on `net`. */
export function guardNetwork(): void {
  guardHandles();
  net.Socket.prototype.connect = function connect(this: net.Socket, ...args: unknown[]) {
    // Later, as a failure to connect would come: who made the socket listens by then.
    const error = deny('network', targetOf(args), connect);
    Object.assign(this, { connecting: true });
    setImmediate(() => this.destroy(error));
    return this;
  } as typeof net.Socket.prototype.connect;
  net.Server.prototype.listen = function listen(this: net.Server, ...args: unknown[]) {
    const error = deny('network', targetOf(args), listen);
    process.nextTick(() => this.emit('error', error));
    return this;
  } as typeof net.Server.prototype.listen;

  const socket = dgram.Socket.prototype as unknown as Record<string, Any>;
  for (const name of ['bind', 'send', 'connect', 'addMembership']) {
    socket[name] = function datagram(this: dgram.Socket, ...args: unknown[]) {
      const error = deny('network', `datagram ${name}`, datagram);
      const callback = callbackOf(args);
      process.nextTick(() => (callback ? callback(error) : this.emit('error', error)));
      return this;
    };
  }

  const harmless = /^(Resolver|promises|[A-Z_0-9]+|(get|set)(Servers|DefaultResultOrder))$/;
  const lookups = dns as unknown as Record<string, Any>;
  for (const name of Object.keys(lookups).filter(n => typeof lookups[n] === 'function' && !harmless.test(n))) {
    lookups[name] = function lookup(...args: unknown[]) {
      const error = deny('network', String(args[0]), lookup);
      const callback = callbackOf(args);
      if (!callback) throw error;
      process.nextTick(callback, error);
    };
  }
  const promised = dns.promises as unknown as Record<string, Any>;
  for (const name of Object.keys(promised).filter(n => typeof promised[n] === 'function' && !harmless.test(n))) {
    promised[name] = async function lookup(...args: unknown[]) {
      throw deny('network', String(args[0]), lookup);
    };
  }
  for (const resolver of [dns.Resolver.prototype, dns.promises.Resolver.prototype] as unknown as Record<
    string,
    Any
  >[]) {
    // The methods of queries stand on a parent class that the two share in some versions of Node.
    for (let proto = resolver; proto && proto !== Object.prototype; proto = Object.getPrototypeOf(proto)) {
      for (const name of Object.getOwnPropertyNames(proto).filter(n => /^(resolve|reverse)/.test(n))) {
        proto[name] = function query(...args: unknown[]) {
          throw deny('network', String(args[0]), query);
        };
      }
    }
  }

  globalThis.fetch = async function fetch(input: unknown) {
    const url = typeof input === 'object' && input !== null && 'url' in input ? input.url : input;
    throw new TypeError('fetch failed', { cause: deny('network', String(url), fetch) });
  };
  for (const name of ['WebSocket', 'EventSource']) {
    if (!(name in globalThis)) continue;
    Object.defineProperty(globalThis, name, {
      configurable: true,
      writable: true,
      enumerable: false,
      value: class Closed {
        constructor(url: unknown) {
          throw deny('network', String(url), Closed as never);
        }
      },
    });
  }
}
