import { Worker } from 'node:worker_threads';
import { Problem } from '#runtime/http/problem.ts';
import type { PasswordResult, PasswordTask } from './password-thread.ts';

export type Passwords = {
  hash(password: string): Promise<string>;
  /** Takes as long for an account that does not exist (`hash` null) as for one that does. */
  verify(password: string, hash: string | null): Promise<boolean>;
  close(): Promise<void>;
};

/** More would wait for longer than anybody waits for a login. */
const maxWaiting = 64;
/** Of no password: what a login without an account is compared with. */
const nobodysHash = '$2b$12$C6UzMDM.H6dfI/f/IKcEeO0Sqs7K4jYiLl1Y0JPV6fTS0L3pUPnDe';

export function openPasswords(): Passwords {
  const worker = new Worker(new URL('./password-thread.ts', import.meta.url));
  worker.unref();
  const waiting = new Map<number, (result: PasswordResult) => void>();
  let nextId = 0;
  worker.on('message', (result: PasswordResult) => {
    waiting.get(result.id)?.(result);
    waiting.delete(result.id);
  });
  const ask = (password: string, hash: string | null): Promise<PasswordResult> => {
    if (waiting.size >= maxWaiting)
      throw new Problem(503, 'Too many logins at once: try again in a few seconds.', {
        headers: { 'retry-after': '5' },
      });
    return new Promise((resolve) => {
      const task: PasswordTask = { id: nextId++, password, hash };
      waiting.set(task.id, resolve);
      worker.postMessage(task);
    });
  };
  return {
    hash: async (password) => (await ask(password, null)).hash,
    verify: async (password, hash) => (await ask(password, hash ?? nobodysHash)).isRight && hash !== null,
    close: async () => void (await worker.terminate()),
  };
}
