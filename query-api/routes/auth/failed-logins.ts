import { createCountingWindows } from '#domain/access/counting-windows.ts';
import type { Logger } from '#runtime/logger.ts';
import { recordFailedLogin } from '#stores/control/admin-store.ts';
import type { Database } from '#stores/postgres/database.ts';

/** The failed log-ins of one account that are written down in a window: whoever guesses must not fill the trail. */
const mostOfAccount = 20;
const windowMs = 15 * 60_000;
/** How many accounts are remembered; those whose log-in failed longest ago are forgotten first. */
const remembered = 50_000;

/** Writes into the acts of an account that a log-in failed, and from where. Never rejects: call it once the answer is out, so that its time does not tell that there is such an account. */
export type NoteFailedLogin = (adminId: string, address: string) => Promise<void>;

export function createFailedLogins(database: Database, logger: Logger, now: () => number): NoteFailedLogin {
  const windowOf = createCountingWindows({ windowMs, remembered, now });
  return async (adminId, address) => {
    const window = windowOf(adminId);
    if (window.count >= mostOfAccount) return;
    window.count += 1;
    try {
      await recordFailedLogin(database, { adminId, address });
    } catch (err) {
      logger.warn({ err }, 'a failed log-in is not in the audit trail');
    }
  };
}
