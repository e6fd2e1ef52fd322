import { createHmac, timingSafeEqual } from 'node:crypto';
import type { ApiKey, Tenant } from '#domain/access/tenant.ts';
import { type Hmac, type IsSame, isUserHash, userHashSecret } from '#domain/access/user-hash.ts';

/** Secrets of tenants for `userHash`, and who must show one. */
export type UserHashes = {
  /** What the tenant's server signs with. */
  secretOf(tenantId: string, generation: number): string;
  /** Whether who asks may speak of this shopper: asked only of tenants that demand a hash, and of callers that may stand in a page. */
  mayName(
    who: { tenant: Tenant; key: Pick<ApiKey, 'permissions'>; isFromPage: boolean },
    shopper: { userId: string; userHash?: string | undefined },
  ): boolean;
};

const hmac: Hmac = (secret, text) => createHmac('sha256', secret).update(text).digest('hex');
const isSame: IsSame = (one, other) => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

export function createUserHashes(serverSecret: string, now: () => number = Date.now): UserHashes {
  return {
    secretOf: (tenantId, generation) => userHashSecret(serverSecret, tenantId, generation, hmac),
    mayName({ tenant, key, isFromPage }, { userId, userHash }) {
      // A write key is on no page: who has it is the shop. A read key may be on one, whatever its caller's headers say.
      if (!tenant.config.requireUserHash || (key.permissions === 'read_write' && !isFromPage)) return true;
      return (
        userHash !== undefined && isUserHash({ userId, userHash }, tenant, { serverSecret, nowMs: now(), hmac, isSame })
      );
    },
  };
}
