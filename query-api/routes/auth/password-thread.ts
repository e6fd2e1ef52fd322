/** bcrypt at cost 12 takes 280 ms of CPU, and even in its async form it holds its thread for 100 ms at a time, so it has a thread of its own. */
import { parentPort } from 'node:worker_threads';
import bcrypt from 'bcryptjs';
import { behind, standBackOnThread } from '#runtime/stand-back.ts';

/** `hash`: the one to compare with; null to make one. */
export type PasswordTask = { password: string; hash: string | null };
export type PasswordResult = { hash: string; isRight: boolean };

const cost = 12;

standBackOnThread(behind.storing);

parentPort?.on('message', ({ password, hash }: PasswordTask) => {
  const result: PasswordResult =
    hash === null
      ? { hash: bcrypt.hashSync(password, cost), isRight: true }
      : { hash, isRight: bcrypt.compareSync(password, hash) };
  parentPort?.postMessage(result);
});
