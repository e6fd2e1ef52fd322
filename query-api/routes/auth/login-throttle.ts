import { createCountingWindows } from '#domain/access/counting-windows.ts';
import { Problem } from '#runtime/http/problem.ts';

/** How many wrong passwords may come in a window: for one account from one address, and from one address in all. */
const triesPerAccount = 10;
const triesPerAddress = 100;
const windowMs = 15 * 60_000;
/** How many accounts and addresses are remembered; the least recently seen are forgotten first. */
const remembered = 50_000;

/** A try counts when it begins, so that many at once do not slip through, and is taken back if the password was right. */
export type LoginThrottle = {
  /** Throws a 429 if there were too many. */
  begin(email: string, address: string): void;
  succeeded(email: string, address: string): void;
};

export function createLoginThrottle(now: () => number): LoginThrottle {
  const windowOf = createCountingWindows({ windowMs, remembered, now });
  const placesOf = (email: string, address: string) =>
    [
      [`${email.toLowerCase()} ${address}`, triesPerAccount],
      [address, triesPerAddress],
    ] as const;
  return {
    begin(email, address) {
      const windows = placesOf(email, address).map(([place, most]) => ({ window: windowOf(place), most }));
      const full = windows.find(({ window, most }) => window.count >= most);
      if (full !== undefined) {
        const seconds = Math.max(1, Math.ceil((full.window.endMs - now()) / 1000));
        throw new Problem(429, `Too many wrong passwords: wait ${seconds} s.`, {
          headers: { 'retry-after': String(seconds) },
        });
      }
      for (const { window } of windows) window.count += 1;
    },
    succeeded(email, address) {
      for (const [place] of placesOf(email, address)) {
        const window = windowOf(place);
        window.count = Math.max(0, window.count - 1);
      }
    },
  };
}
