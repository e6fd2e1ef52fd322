import { Worker } from 'node:worker_threads';
import { Problem } from '#runtime/http/problem.ts';
import { maxPasswordBytes } from '#schemas/http/auth.ts';
import type { PasswordResult, PasswordTask } from './password-thread.ts';

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long for an account that does not exist (`hash` null) as for one that does. */
  verify(password: string, hash: string | null): Promise<boolean>;
  close(): Promise<void>;
};

/** The most passwords that wait, at 280 ms each; further ones would wait longer than a person waits for a login. */
const maxWaiting = 64;
/** A hash of no password; a login without an account is compared with it. */
const nobodysHash = '$2b$12$C6UzMDM.H6dfI/f/IKcEeO0Sqs7K4jYiLl1Y0JPV6fTS0L3pUPnDe';

type Waiting = { resolve: (result: PasswordResult) => void; reject: (error: Error) => void };

/** Hashes and checks passwords, one at a time, on a thread that starts with the first password, and starts again if it dies. */
export function openPasswords(): Passwords {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let nextId = 0;

  const start = (): Worker => {
    const started = new Worker(new URL('./password-thread.ts', import.meta.url));
    started.unref();
    started.on('message', (result: PasswordResult) => {
      waiting.get(result.id)?.resolve(result);
      waiting.delete(result.id);
      if (waiting.size === 0) started.unref();
    });
    started.on('error', (cause) => end(new Error('the password thread died', { cause })));
    return started;
  };
  const end = (error: Error) => {
    worker = null;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const ask = async (task: Omit<PasswordTask, 'id'>): Promise<PasswordResult> => {
    if (waiting.size >= maxWaiting)
      throw new Problem(503, 'Too many logins at once: try again in a few seconds.', {
        headers: { 'retry-after': '5' },
      });
    const id = nextId++;
    worker ??= start();
    const result = new Promise<PasswordResult>((resolve, reject) => waiting.set(id, { resolve, reject }));
    worker.ref();
    worker.postMessage({ id, ...task } satisfies PasswordTask);
    return result;
  };
  return {
    hash: async (password) => (await ask({ password, hash: null })).hash,
    async verify(password, hash) {
      const { isRight } = await ask({ password, hash: hash ?? nobodysHash });
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
