import type { OpenDirectory } from '#stores/control/open-directory.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';

/**
 * Waits until this process goes by a change that was just committed; the others follow within a second. Should Postgres go away
 * in this very moment the change stands all the same: the answer then says `pending`, and a new key is not lost.
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
