import type { FastifyRequest } from 'fastify';
import { type IsSigned, readTrackingToken, type TrackingTokenRefusal } from '#domain/access/tracking-token.ts';
import type { AuthenticateKey } from './authenticate-key.ts';
import type { Caller } from './caller.ts';
import { Problem } from './problem.ts';
import type { RouteAuth } from './route.ts';
import { unauthorized } from './unauthorized.ts';

export type BeaconCaller = Extract<Caller, { kind: 'beacon' }>;

/** Finds out who sends a body `{key, token?, …}`. A token that is sent must be valid, even if the route needs none. Throws a 401, 403 or 503. */
export function createBeaconAuthentication(
  authenticateKey: AuthenticateKey,
  isSigned: IsSigned,
  now: () => number = Date.now,
): (request: FastifyRequest, auth: RouteAuth) => Promise<BeaconCaller> {
  return async ({ body, headers }, auth) => {
    const { key: sentKey, token } = (body ?? {}) as { key?: unknown; token?: unknown };
    if (typeof sentKey !== 'string') throw unauthorized('key', 'Send an API key as `key` in the body.');
    const { key, tenant } = await authenticateKey(sentKey, false);
    if (typeof token === 'string') {
      const read = readTrackingToken(token, { scope: key.scope, nowMs: now(), isSigned });
      if (!read.ok) throw unauthorized('tracking token', refusals[read.reason]);
      return { kind: 'beacon', key, tenant, claims: read.claims };
    }
    if (auth === 'tracking_token') throw unauthorized('tracking token', sendToken);
    if (!tenant.config.publicTracking)
      throw new Problem(403, `This tenant takes no events without a tracking token. ${sendToken}`);
    // If there is an origin, another step checks whether it is allowed (cors.ts).
    if (headers.origin === undefined)
      throw new Problem(
        403,
        `Without a tracking token, events are taken of pages only, whose browser sends the header \`Origin\`. ${sendToken}`,
      );
    return { kind: 'beacon', key, tenant, claims: null };
  };
}

const sendToken = 'Send the `meta.trackingToken` of an answer as `token` in the body.';

const refusals: Readonly<Record<TrackingTokenRefusal, string>> = {
  too_long: 'The tracking token is not valid.',
  forged: 'The tracking token is not valid.',
  unknown_version: 'The tracking token is of another version: ask for recommendations again.',
  expired: 'The tracking token has run out: ask for recommendations again.',
  foreign_scope: "The tracking token is not of this key's tenant and space.",
};
