import { createHash } from 'node:crypto';
import type { Random } from '#testing/random.ts';

/** What may stop a process: one that is dead never goes on, one that is frozen goes on when it is thawed. */
export type Life = { readonly name: string; isDead: boolean; isFrozen: boolean };

/**
 * Decides who goes on next. Whatever a simulated part does waits for its turn here, and only one turn is given at a time, so a schedule is a
 * function of the seed.
 */
export type Scheduler = {
  readonly random: Random;
  /** Resolves when it is this one's turn; never if the process is dead by then. Aborting the signal rejects with its reason. */
  turn(life: Life | null, what: string, signal?: AbortSignal): Promise<void>;
  /** Gives one turn, after everything that was running has come to a wait. Returns false if nobody can go on. */
  step(): Promise<boolean>;
  /** A digest of all turns so far, in their order: equal for equal schedules. */
  trace(): string;
  /** The last turns, the newest last: what to read when a seed fails. */
  lastTurns(): readonly string[];
};

type Waiting = { life: Life | null; what: string; goOn: () => void };

const turnsKept = 60;

export function createScheduler(random: Random): Scheduler {
  const digest = createHash('sha256');
  let waiting: Waiting[] = [];
  const turns: string[] = [];
  return {
    random,
    turn: (life, what, signal) =>
      new Promise((resolve, reject) => {
        if (life?.isDead) return;
        const one: Waiting = { life, what, goOn: resolve };
        waiting.push(one);
        signal?.addEventListener('abort', () => {
          waiting = waiting.filter((other) => other !== one);
          reject(signal.reason);
        });
      }),
    async step() {
      // Real code between two turns has only promises and streams in memory, which all settle before an immediate.
      await new Promise(setImmediate);
      waiting = waiting.filter(({ life }) => life?.isDead !== true);
      const ready = waiting.filter(({ life }) => life?.isFrozen !== true);
      if (ready.length === 0) return false;
      const one = random.pick(ready);
      waiting = waiting.filter((other) => other !== one);
      const told = `${one.life?.name ?? 'time'}: ${one.what}`;
      digest.update(told);
      turns.push(told);
      if (turns.length > turnsKept) turns.shift();
      one.goOn();
      return true;
    },
    trace: () => digest.copy().digest('hex'),
    lastTurns: () => turns,
  };
}
