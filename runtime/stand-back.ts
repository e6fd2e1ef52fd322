import { constants, getPriority, setPriority } from 'node:os';

/** How far, in steps of nice, something stands back behind the process that answers shoppers, which keeps the priority it was started with. */
export const behind = {
  /** What stores, and what an admin waits for: the processors, Postgres, the console's server, checks of passwords. */
  storing: 5,
  /** What nobody waits for: replays, and what is learnt of histories. */
  learning: 10,
  /** What the product's own Postgres does for replays: bursts that shoppers feel at less. */
  reading: 19,
} as const;

const least = constants.priority.PRIORITY_LOW;
const isGone = (error: unknown): boolean =>
  error instanceof Error && 'info' in error && (error.info as { code?: string }).code === 'ESRCH';

/**
 * Lowers the priority of a process by so many steps, to the lowest at most, so that others have the core first where there are too few: by relative steps, since a user may lower a priority and never raise
 * one. On Linux those threads alone are lowered that come afterwards and the first one, so a child is lowered as soon as it was made. One that has ended stays as it is.
 */
export function standBack(steps: number, pid: number): void {
  try {
    setPriority(pid, Math.min(least, getPriority(pid) + steps));
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Lowers the priority of the thread that calls it. Nothing changes where a priority is that of the whole process, which serves: anywhere but on Linux. */
export function standBackOnThread(steps: number): void {
  if (process.platform === 'linux') standBack(steps, 0);
}
