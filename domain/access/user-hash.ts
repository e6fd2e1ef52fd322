import type { Tenant } from './tenant.ts';

/** HMAC-SHA256 of a text, hex. */
export type Hmac = (secret: string, text: string) => string;
/** Whether two texts are the same; takes as long for different ones. */
export type IsSame = (one: string, other: string) => boolean;

/** For so long after a new secret was made the one before is good, so that pages that stand open go on. */
export const formerSecretMs = 86_400_000;

type Holder = Pick<Tenant, 'tenantId' | 'userHashGeneration' | 'userHashRotatedAt'>;

/** The secret of a tenant, derived from the server's. A generation of 0 has none. */
export function userHashSecret(serverSecret: string, tenantId: string, generation: number, hmac: Hmac): string {
  return `uh_${hmac(serverSecret, `user hash ${tenantId} ${generation}`)}`;
}

/** Whether a page that says whom it belongs to got that from its shop: the hash is HMAC-SHA256(secret, userId), hex. */
export function isUserHash(
  sent: { userId: string; userHash: string },
  tenant: Holder,
  { serverSecret, nowMs, hmac, isSame }: { serverSecret: string; nowMs: number; hmac: Hmac; isSame: IsSame },
): boolean {
  const { tenantId, userHashGeneration: generation, userHashRotatedAt: rotatedAt } = tenant;
  const isFormerGood = rotatedAt !== null && nowMs - rotatedAt.getTime() < formerSecretMs;
  const good = (isFormerGood ? [generation, generation - 1] : [generation]).filter((one) => one > 0);
  return good.some((one) =>
    isSame(hmac(userHashSecret(serverSecret, tenantId, one, hmac), sent.userId), sent.userHash.toLowerCase()),
  );
}
