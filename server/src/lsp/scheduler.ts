/** Time: waiting without blocking, yielding while working, and the one way in which a request gives up. */
import {
  type CancellationToken,
  type DiagnosticServerCancellationData,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';

/** How long work may hold the event loop, in milliseconds: a token can only flip when the loop turns. */
const SLICE = 10;

/** The answer to a request that is no longer wanted; the client is told to ask again if it still cares. */
export function serverCancelled(): ResponseError<DiagnosticServerCancellationData> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'The document changed meanwhile.', {
    retriggerRequest: true,
  });
}

/** Lets everything that waits in the event loop have its turn, messages from the client among it. */
export function macrotask(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve));
}

/** Waits, and gives up at once when the token flips. Resolves to whether the time went by. */
export function delay(milliseconds: number, token: CancellationToken): Promise<boolean> {
  if (token.isCancellationRequested) return Promise.resolve(false);
  if (milliseconds <= 0) return macrotask().then(() => !token.isCancellationRequested);
  return new Promise(resolve => {
    const timer = setTimeout(() => {
      listener.dispose();
      resolve(!token.isCancellationRequested);
    }, milliseconds);
    const listener = token.onCancellationRequested(() => {
      clearTimeout(timer);
      listener.dispose();
      resolve(false);
    });
  });
}

/** Returns a function to be called between pieces of long work: it yields when the slice is used up. */
export function slices(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE) return;
    await macrotask();
    since = performance.now();
  };
}

/** Runs `work` once things have been quiet for some time. */
export function debounced(work: () => void, milliseconds: () => number): { (): void; cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  return Object.assign(
    () => {
      cancel();
      timer = setTimeout(() => {
        timer = undefined;
        work();
      }, milliseconds());
    },
    { cancel },
  );
}
