import type { OpenDirectory } from '#stores/control/open-directory.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';

/**
 * Waits until a change that was just committed is in force in this process; the others follow within a second. If Postgres is lost at
 * this very moment, the change stands all the same: the answer then says `pending`, and a new key is not lost.
 */
export async function putInForce(directory: OpenDirectory): Promise<{ pending?: true }> {
  try {
    await directory.refresh();
    return {};
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return { pending: true };
    throw error;
  }
}
