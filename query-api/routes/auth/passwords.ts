import { Worker } from 'node:worker_threads';
import { Problem } from '#runtime/http/problem.ts';
import { createQueue, type WatchedQueue } from '#runtime/queue.ts';
import { maxPasswordBytes } from '#schemas/http/auth.ts';
import type { PasswordResult, PasswordTask } from './password-thread.ts';

/** Both reject with a 503 if too many wait, and with a 408 once `ended` is aborted, be it before or after the work: nobody would learn what came of it. */
export type Passwords = {
  hash(password: string, ended: AbortSignal): Promise<string>;
  /** Takes as long for an account that does not exist (`hash` null) as for one that does. */
  verify(password: string, hash: string | null, ended: AbortSignal): Promise<boolean>;
  close(): Promise<void>;
  /** Passwords that wait, the one that is worked on included. */
  readonly queue: WatchedQueue;
};

/** The most passwords that wait, at 280 ms each; further ones would wait longer than a person waits for a login. */
const maxWaiting = 64;
/** A hash of no password; a login without an account is compared with it. */
const nobodysHash = '$2b$12$C6UzMDM.H6dfI/f/IKcEeO0Sqs7K4jYiLl1Y0JPV6fTS0L3pUPnDe';

type Waiting = {
  task: PasswordTask;
  ended: AbortSignal;
  resolve: (result: PasswordResult) => void;
  reject: (error: Error) => void;
};

/** Hashes and checks passwords, one at a time, on a thread that starts with the first password, and starts again if it dies. */
export function openPasswords(): Passwords {
  /** The first one is under way. */
  let waiting: Waiting[] = [];
  let worker: Worker | null = null;
  const queue = createQueue();

  const start = (): Worker => {
    const started = new Worker(new URL('./password-thread.ts', import.meta.url));
    started.unref();
    started.on('message', (result: PasswordResult) => {
      const done = waiting.shift();
      if (done?.ended.aborted === false) done.resolve(result);
      else done?.reject(nobodyWaits());
      next();
    });
    started.on('error', (cause) => end(new Error('the password thread died', { cause })));
    return started;
  };
  const next = () => {
    const [first] = waiting;
    if (first === undefined) {
      worker?.unref();
      return;
    }
    worker ??= start();
    worker.ref();
    worker.postMessage(first.task);
  };
  const end = (error: Error) => {
    worker = null;
    for (const { reject } of waiting) reject(error);
    waiting = [];
  };
  const ask = async (task: PasswordTask, ended: AbortSignal): Promise<PasswordResult> => {
    if (waiting.length >= maxWaiting)
      throw new Problem(503, 'Too many logins at once: try again in a few seconds.', {
        headers: { 'retry-after': '5' },
      });
    if (ended.aborted) throw nobodyWaits();
    const { promise, resolve, reject } = Promise.withResolvers<PasswordResult>();
    const one = { task, ended, resolve, reject };
    waiting.push(one);
    const waiter = queue.enter();
    const leave = () => {
      // The one under way cannot be stopped: it is refused when it is done.
      if (waiting.indexOf(one) < 1) return;
      waiting = waiting.filter((other) => other !== one);
      reject(nobodyWaits());
    };
    ended.addEventListener('abort', leave, { once: true });
    if (waiting.length === 1) next();
    return promise.finally(() => {
      queue.leave(waiter);
      ended.removeEventListener('abort', leave);
    });
  };
  return {
    queue,
    hash: async (password, ended) => (await ask({ password, hash: null }, ended)).hash,
    async verify(password, hash, ended) {
      const { isRight } = await ask({ password, hash: hash ?? nobodysHash }, ended);
      // bcrypt reads no further than 72 bytes, so a longer password must not count as right.
      return isRight && hash !== null && Buffer.byteLength(password) <= maxPasswordBytes;
    },
    async close() {
      const ending = worker;
      end(new Error('the password thread is closed'));
      await ending?.terminate();
    },
  };
}

const nobodyWaits = (): Problem => new Problem(408, 'Nobody waits for the answer any more: nothing was done.');
