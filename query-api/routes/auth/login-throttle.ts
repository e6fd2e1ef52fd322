import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Problem } from '#runtime/http/problem.ts';

/** Wrong passwords an account and address may send in a quarter of an hour, and an address alone. */
const triesPerAccount = 10;
const triesPerAddress = 100;
const windowSeconds = 900;

/** Counts a failed login; throws a 429 once there were too many. */
export type LoginThrottle = {
  check(email: string, address: string): Promise<void>;
  failed(email: string, address: string): Promise<void>;
};

export function createLoginThrottle(): LoginThrottle {
  const byAccount = new RateLimiterMemory({ points: triesPerAccount, duration: windowSeconds });
  const byAddress = new RateLimiterMemory({ points: triesPerAddress, duration: windowSeconds });
  const account = (email: string, address: string) => `${email.toLowerCase()} ${address}`;
  const refuse = (state: RateLimiterRes | null, points: number) => {
    if (state === null || state.consumedPoints < points) return;
    const seconds = Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    throw new Problem(429, `Too many wrong passwords: wait ${seconds} s.`, {
      headers: { 'retry-after': String(seconds) },
    });
  };
  return {
    async check(email, address) {
      refuse(await byAccount.get(account(email, address)), triesPerAccount);
      refuse(await byAddress.get(address), triesPerAddress);
    },
    async failed(email, address) {
      for (const [limiter, id] of [
        [byAccount, account(email, address)],
        [byAddress, address],
      ] as const) {
        await limiter.consume(id).catch((refusal: unknown) => {
          // The next try is refused; this one has had its answer.
          if (!(refusal instanceof RateLimiterRes)) throw refusal;
        });
      }
    },
  };
}
