import { LRUCache } from 'lru-cache';

/** Mails that an account gets in a window: nobody's mailbox is filled by asking for it. */
const mailsPerAccount = 5;
const windowMs = 60 * 60_000;
/** Of accounts; the least recently asked for are forgotten first. */
const remembered = 50_000;

/** Whether an account may be sent one more mail now; a yes counts. */
export function createResetLimit(now: () => number): (adminId: string) => boolean {
  const sent = new LRUCache<string, { count: number; endMs: number }>({ max: remembered });
  return (adminId) => {
    const known = sent.get(adminId);
    const window = known !== undefined && known.endMs > now() ? known : { count: 0, endMs: now() + windowMs };
    if (window.count >= mailsPerAccount) return false;
    window.count += 1;
    sent.set(adminId, window);
    return true;
  };
}
