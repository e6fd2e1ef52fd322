import type { Scope } from '../scope.ts';

/** The side of an experiment that a shopper is on. */
export type ExperimentArm = { experimentId: string; variant: 'control' | 'variant' };

/** What the token of an answer binds: a click or an impression counts only if it fits. */
export type TrackingClaims = {
  scope: Scope;
  userId: string | null;
  placementId: string;
  strategy: string;
  /** `null` if no experiment decided the strategy. */
  arm: ExperimentArm | null;
  productIds: readonly string[];
  /** The 16 bytes of the answer's id; `null` if it was asked without a user, and so cannot be counted. */
  exposureId: Buffer | null;
  expiresAtMs: number;
};

/** An HMAC under the server's secret, as base64url. */
export type Sign = (text: string) => string;
/** Whether a signature is that of the text; takes as long for a wrong signature as for a right one. */
export type IsSigned = (text: string, signature: string) => boolean;

export type TrackingTokenRefusal = 'too_long' | 'forged' | 'unknown_version' | 'expired' | 'foreign_scope';

export const trackingTokenMs = 86_400_000;
/** Characters. Room for 50 products whose ids are as long as may be and have nothing but characters that JSON escapes. */
export const maxTrackingTokenLength = 131_072;

/** Version 1 had no arm, and no code ever read it. */
const version = 2;

/** Returns `base64url(JSON) . base64url(signature)`. The JSON is a list without names, to be short, since each answer carries a token: version, then the claims in order. */
export function createTrackingToken(claims: TrackingClaims, sign: Sign): string {
  const { scope, userId, placementId, strategy, arm, productIds, exposureId, expiresAtMs } = claims;
  const armFields = arm === null ? null : [arm.experimentId, arm.variant];
  const exposure = exposureId === null ? null : exposureId.toString('base64url');
  const fields = [version, scope, userId, placementId, strategy, armFields, productIds, exposure, expiresAtMs];
  const body = Buffer.from(JSON.stringify(fields)).toString('base64url');
  return `${body}.${sign(body)}`;
}

/** Returns what a token binds, or why it is refused. The signature is checked before any other part is read. */
export function readTrackingToken(
  token: string,
  { scope, nowMs, isSigned }: { scope: Scope; nowMs: number; isSigned: IsSigned },
): { ok: true; claims: TrackingClaims } | { ok: false; reason: TrackingTokenRefusal } {
  if (token.length > maxTrackingTokenLength) return { ok: false, reason: 'too_long' };
  const [body = '', signature = '', ...rest] = token.split('.');
  if (rest.length > 0 || !isSigned(body, signature)) return { ok: false, reason: 'forged' };
  const fields = JSON.parse(Buffer.from(body, 'base64url').toString());
  if (fields[0] !== version) return { ok: false, reason: 'unknown_version' };
  const [, boundScope, userId, placementId, strategy, arm, productIds, exposureId, expiresAtMs] = fields;
  if (boundScope !== scope) return { ok: false, reason: 'foreign_scope' };
  if (expiresAtMs <= nowMs) return { ok: false, reason: 'expired' };
  return {
    ok: true,
    claims: {
      scope,
      userId,
      placementId,
      strategy,
      arm: arm === null ? null : { experimentId: arm[0], variant: arm[1] },
      productIds,
      exposureId: exposureId === null ? null : Buffer.from(exposureId, 'base64url'),
      expiresAtMs,
    },
  };
}
