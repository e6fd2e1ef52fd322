/** What an answer of recommendations binds: clicks and impressions count only under it. */
export type TrackingClaims = {
  scope: number;
  userId: string | null;
  placementId: string;
  strategy: string;
  productIds: readonly string[];
  requestId: string;
  expiresAtMs: number;
};

export const trackingTokenMs = 86_400_000;

/** `base64url(JSON) . base64url(signature)`; `sign` is an HMAC under the server's secret. */
export function createTrackingToken(claims: TrackingClaims, sign: (text: string) => string): string {
  const body = Buffer.from(
    JSON.stringify([
      1,
      claims.scope,
      claims.userId,
      claims.placementId,
      claims.strategy,
      claims.productIds,
      claims.requestId,
      claims.expiresAtMs,
    ]),
  ).toString('base64url');
  return `${body}.${sign(body)}`;
}
