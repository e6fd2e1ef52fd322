import type { ControlFile } from './control-file.ts';
import type { ControlChanges, ControlState } from './control-state.ts';

/** The file is confirmed no more often than this. */
const confirmEveryMs = 10_000;
/** A state of fewer items counts as this many, so that a small file is not written anew after every few changes. */
const fewestItems = 1_000;
/** The most changes that wait for a slow disk; beyond it the whole state is written instead. */
const maxWaiting = 1_000;

/** Keeps the file up to date with the state, one write at a time. No caller waits for it: a full disk must not keep a change from being in force. */
export type ControlFileKeeper = {
  /** Says that Postgres was asked at this time and returned `changes` (null for none). The state has them already. */
  note(changes: ControlChanges | null, atMs: number): void;
  /** Resolves when everything that was noted is written. */
  close(): Promise<void>;
};

/**
 * A change adds a line to the end of the file, which costs no more than the change. Once it has added as many items as the state has, it writes the
 * file anew; so it does after a write that failed, since it is unknown how much of that is in the file.
 */
export function keepControlFile(
  file: ControlFile,
  state: ControlState,
  onError: (error: unknown) => void,
): ControlFileKeeper {
  let waiting: ControlChanges[] = [];
  let isWholeDue = true;
  let added = 0;
  let confirmedAtMs = Number.NEGATIVE_INFINITY;
  let atMs = 0;
  let running: Promise<void> | null = null;

  async function writeWaiting(): Promise<void> {
    const taken = waiting;
    waiting = [];
    added += taken.reduce(
      (sum, { parts }) => sum + parts.reduce((of, { rows, gone }) => of + rows.length + gone.length, 0),
      0,
    );
    if (isWholeDue || added > Math.max(fewestItems, state.size) || taken.some(({ isWhole }) => isWhole)) {
      isWholeDue = true;
      await file.write(state.slices());
      isWholeDue = false;
      added = 0;
    } else if (taken.length > 0) {
      isWholeDue = true;
      await file.append(taken);
      isWholeDue = false;
    }
    confirmedAtMs = atMs;
    await file.confirm(confirmedAtMs);
  }

  async function writeAll(): Promise<void> {
    do {
      await writeWaiting().catch(onError);
    } while (waiting.length > 0);
    running = null;
  }

  return {
    note(changes, askedAtMs) {
      atMs = askedAtMs;
      if (changes === null && askedAtMs - confirmedAtMs < confirmEveryMs) return;
      if (changes !== null) waiting.push(changes);
      if (waiting.length > maxWaiting) {
        waiting = waiting.slice(-1);
        isWholeDue = true;
      }
      running ??= writeAll();
    },
    close: async () => running ?? undefined,
  };
}
