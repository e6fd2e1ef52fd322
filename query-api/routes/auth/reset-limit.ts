import { createCountingWindows } from '#domain/access/counting-windows.ts';

/** The most mails that an account gets in a window, so that requests cannot fill a mailbox. */
const mailsPerAccount = 5;
const windowMs = 60 * 60_000;
/** How many accounts are remembered; the least recently asked for are forgotten first. */
const remembered = 50_000;

/** Returns a function that says whether an account may be sent one more mail now, and counts the mail if so. */
export function createResetLimit(now: () => number): (adminId: string) => boolean {
  const windowOf = createCountingWindows({ windowMs, remembered, now });
  return (adminId) => {
    const window = windowOf(adminId);
    if (window.count >= mailsPerAccount) return false;
    window.count += 1;
    return true;
  };
}
