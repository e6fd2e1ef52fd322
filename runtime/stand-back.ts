import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants, getPriority, setPriority } from 'node:os';
import { promisify } from 'node:util';

/** How far, in steps of nice, something stands back behind the process that answers shoppers, which keeps the priority it was started with. */
export const behind = {
  /** What stores, and what an admin waits for: the processors, Postgres, the console's server, checks of passwords. */
  storing: 5,
  /** What nobody waits for: replays, and what is learnt of histories. */
  learning: 10,
  /** What the product's own Postgres does for replays. */
  reading: 19,
} as const;

const least = constants.priority.PRIORITY_LOW;
const ignore = () => {};
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

/**
 * Keeps a process with all its threads to one half of the cores, so that what wakes up to answer a shopper finds another one free: a lower priority alone lets it wait some milliseconds until the core is given
 * back. By `taskset` of util-linux; nothing changes where that is not installed, where there is one core, and anywhere but on Linux.
 */
export async function leaveCores(pid: number): Promise<void> {
  if (process.platform !== 'linux') return;
  const own = coresIn(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '');
  const half = own.slice(Math.floor(own.length / 2)).join();
  await promisify(execFile)('taskset', ['--all-tasks', '--cpu-list', '--pid', half, String(pid)]).catch(ignore);
}

/** The numbers in a list of cores as Linux writes it: `0-2,5` are 0, 1, 2 and 5. */
const coresIn = (list: string): number[] =>
  list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });

/** Lowers the priority of the thread that calls it. Nothing changes where a priority is that of the whole process, which serves: anywhere but on Linux. */
export function standBackOnThread(steps: number): void {
  if (process.platform === 'linux') standBack(steps, 0);
}
