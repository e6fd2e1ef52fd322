import { Compile } from 'typebox/compile';
import { type ContractError, contractErrors } from '#schemas/contract-errors.ts';
import { pageEventTypes, ShownEvent } from '#schemas/http/track.ts';
import { type TrackingClaims, trackingTokenMs } from '../access/tracking-token.ts';
import { isAbsent, withoutAbsent } from './absent.ts';
import { type EventName, isIgnored, typeOfName } from './event-names.ts';
import { parseEventTime } from './event-time.ts';

/** An event in our own spelling, still to be judged, or why a page may not say it. */
export type TrackedEvent = { ok: true; wire: unknown } | { ok: false; errors: ContractError[] };

const shownEvent = Compile(ShownEvent);

/** The clocks of phones are behind by so much at most. */
const clockSkewMs = 5 * 60_000;

/** A time that cannot be read is refused later, with what is wrong with it. */
function isBefore(timestamp: string | undefined, boundMs: number): boolean {
  const timestampMs = timestamp === undefined ? undefined : parseEventTime(timestamp);
  return timestampMs !== undefined && timestampMs < boundMs;
}

/** What a page says under a token: the product and the time, not before the answer, are its own, everything else is the token's. */
export function shownUnder(claims: Omit<TrackingClaims, 'userId'> & { userId: string }, said: unknown): TrackedEvent {
  const sent = withoutAbsent(ShownEvent, said);
  if (!shownEvent.Check(sent)) return { ok: false, errors: contractErrors(shownEvent, sent) };
  const { userId, placementId, strategy, productIds, expiresAtMs } = claims;
  if (!productIds.includes(sent.productId)) {
    const message = 'This product is not in the answer of the token.';
    return { ok: false, errors: [{ path: '/productId', message, code: 'not_in_token' }] };
  }
  if (isBefore(sent.timestamp, expiresAtMs - trackingTokenMs - clockSkewMs)) {
    const message =
      'This is before the answer of the token: send the time at which it was seen, or leave `timestamp` out.';
    return { ok: false, errors: [{ path: '/timestamp', message, code: 'before_answer' }] };
  }
  return { ok: true, wire: { ...sent, userId, metadata: { placementId, strategy } } };
}

/** What a page says without a token: only what shoppers do, and never a purchase, whatever `names` the shop has for it; of a shopper that it may name. */
export function saidByPage(
  sent: unknown,
  mayName: (shopper: { userId: string; userHash?: string | undefined }) => boolean,
  names: readonly EventName[] = [],
): TrackedEvent {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return { ok: true, wire: sent };
  const { userHash, ...wire } = sent as Record<string, unknown>;
  const { userId } = wire;
  const name = typeof wire.eventType === 'string' ? wire.eventType : undefined;
  if (name !== undefined && isIgnored(name, names)) return { ok: true, wire };
  const eventType = name === undefined ? wire.eventType : typeOfName(name, names);
  if (!isAbsent(userHash) && typeof userHash !== 'string') {
    const message = 'Send `userHash` as text, or leave it out.';
    return { ok: false, errors: [{ path: '/userHash', message, code: 'type' }] };
  }
  if (typeof userId === 'string' && !mayName({ userId, userHash: userHash || undefined })) {
    const message = 'Send the `userHash` of this shopper: the tenant takes none without.';
    return { ok: false, errors: [{ path: '/userHash', message, code: 'user_hash' }] };
  }
  if ((pageEventTypes as readonly unknown[]).includes(eventType)) return { ok: true, wire: { ...wire, eventType } };
  const message = `Set \`eventType\` to one of ${pageEventTypes.join(', ')}: a page without a token sends no other.`;
  const code = eventType === undefined ? 'required' : 'event_type_not_allowed';
  return { ok: false, errors: [{ path: '/eventType', message, code }] };
}
