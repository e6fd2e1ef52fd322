/** bcrypt at cost 12 takes 280 ms of CPU, and even in its async form it holds its thread for 100 ms at a time, so it has a thread of its own. */
import { parentPort } from 'node:worker_threads';
import bcrypt from 'bcryptjs';

export type PasswordTask = { id: number; password: string; hash: string | null };
export type PasswordResult = { id: number; hash: string; isRight: boolean };

const cost = 12;

parentPort?.on('message', ({ id, password, hash }: PasswordTask) => {
  const result: PasswordResult =
    hash === null
      ? { id, hash: bcrypt.hashSync(password, cost), isRight: true }
      : { id, hash, isRight: bcrypt.compareSync(password, hash) };
  parentPort?.postMessage(result);
});
