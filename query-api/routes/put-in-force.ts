import type { OpenDirectory } from '#stores/control/open-directory.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';

/** A poll is given up after a fraction of a second, which a busy machine may need for one: the next may find it idle. */
const [mostPolls, patienceMs] = [5, 2_000];

/**
 * Waits until a change that was just committed is in force in this process; the others follow within a second. If Postgres is lost at
 * this very moment, the change stands all the same: the answer then says `pending`, and a new key is not lost.
 */
export async function putInForce(directory: Pick<OpenDirectory, 'refresh'>): Promise<{ pending?: true }> {
  const endMs = performance.now() + patienceMs;
  for (let polls = 1; ; polls++) {
    try {
      await directory.refresh();
      return {};
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable)) throw error;
      if (polls === mostPolls || performance.now() > endMs) return { pending: true };
    }
  }
}
