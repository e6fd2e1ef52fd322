import { Compile, type Validator } from 'typebox/compile';
import { type ContractError, contractErrors, pointerStep } from '#schemas/contract-errors.ts';
import { type EventType, eventTypeNames, eventTypes, type WireEvent } from '#schemas/events/index.ts';
import type { Note } from '#schemas/http/notes.ts';
import { isStorableText } from '#schemas/storable-text.ts';
import { dotSegmentErrors } from '../dot-segment.ts';
import type { Scope } from '../scope.ts';
import { trimmedIds } from '../trimmed-ids.ts';
import { withoutAbsent } from './absent.ts';
import { type EventName, isIgnored } from './event-names.ts';
import { parseEventTime } from './event-time.ts';
import { eventIdentity, type Sha256 } from './identity.ts';
import { timelinessOf } from './lateness.ts';
import { metadataText, unstorable } from './metadata.ts';
import { orderAmountsOf } from './order-amounts.ts';
import { lineIdOf } from './order-line.ts';
import { isPlaceholder, isUnseen } from './placeholder.ts';
import type { ShopEvent } from './shop-event.ts';

/** What a wire event is accepted against. One object serves a whole request. */
export type JudgeContext = {
  scope: Scope;
  receivedAtMs: number;
  isKnownProduct: (productId: string) => boolean;
  /** Whether the raw events of the month of this time were dropped; left out, none were. */
  isArchivedMonth?: (timestampMs: number) => boolean;
  /** What the tenant's own programs write as `userId` where they know nobody, besides what all do. */
  placeholderUserIds?: readonly string[];
  /** What the tenant takes names of types as: those that it ignores are refused as such. */
  eventNames?: readonly EventName[];
  hash: Sha256;
};

/** `notes`: what of the event is kept otherwise than it was sent. */
export type JudgeOutcome =
  | { ok: true; event: ShopEvent; notes: readonly Note[] }
  | { ok: false; errors: ContractError[] };

/**
 * Makes an event of what a client sent, or says everything that is wrong with it. Takes any value and never throws. An optional field that is `null` or an
 * empty text is as one left out, and so is a placeholder as `sessionId`; ids are taken without white space around them.
 * `input` is one event in our own spelling; others go through `normaliseWireEvents` first (FR-007 to FR-010).
 */
export function judgeEvent(input: unknown, context: JudgeContext): JudgeOutcome {
  const type = typeOf(input);
  if (type === undefined) return { ok: false, errors: [unknownType(input, context.eventNames)] };
  const validator = validators[type];
  const sent = withTrimmedIds(input as object);
  const said = validator.Check(sent) ? sent : withoutAbsent(eventTypes[type].contract, sent);
  if (said !== sent && !validator.Check(said)) return { ok: false, errors: contractErrors(validator, said) };
  const wire = said as WireEvent;

  const errors: ContractError[] = [];
  const notes: Note[] = [];
  if (isPlaceholder(wire.userId, context.placeholderUserIds)) errors.push(placeholderError(wire.userId));
  errors.push(...dotSegmentErrors(wire.productId));
  const timestampMs = timeOf(wire.timestamp, context, errors);
  for (const field of textFields) {
    const text = wire[field];
    if (text !== undefined && !isStorableText(text)) errors.push(unstorable(pointerStep(field)));
  }
  const metadata = wire.metadata === undefined ? null : metadataText(wire.metadata, errors);
  const purchase = wire.eventType === 'purchase' ? orderAmountsOf(wire.metadata, errors, notes) : null;
  if (errors.length > 0) return { ok: false, errors };

  const shown =
    wire.eventType === 'recommendation_impressed' || wire.eventType === 'recommendation_clicked' ? wire.metadata : null;
  const lineId = purchase === null ? null : lineIdOf(wire.metadata ?? {});
  const identity = {
    scope: context.scope,
    type,
    userId: wire.userId,
    productId: wire.productId,
    timestampMs,
    placementId: shown === null ? null : shown.placementId,
    orderId: purchase === null ? null : purchase.orderId,
    lineId: lineId === wire.eventId ? null : lineId,
    clientEventId: wire.eventId ?? null,
  };
  return {
    ok: true,
    notes,
    event: {
      id: eventIdentity(identity, context.hash),
      scope: context.scope,
      type,
      userId: wire.userId,
      productId: wire.productId,
      timestampMs,
      receivedAtMs: context.receivedAtMs,
      sessionId: wire.sessionId === undefined || isPlaceholder(wire.sessionId) ? null : wire.sessionId,
      late: timelinessOf(timestampMs, context.receivedAtMs) === 'late',
      unknownProduct: !context.isKnownProduct(wire.productId),
      clientEventId: identity.clientEventId,
      metadata,
      placementId: identity.placementId,
      strategy: shown?.strategy ?? null,
      exposureId: null,
      purchase,
    },
  };
}

const validators = Object.fromEntries(
  eventTypeNames.map((type) => [type, Compile(eventTypes[type].contract)]),
) as unknown as Record<EventType, Validator>;

/** Texts outside the metadata, whose own texts are checked all at once. */
const textFields = ['userId', 'productId', 'sessionId', 'eventId'] as const;

const idsOfEvent = ['userId', 'productId', 'sessionId', 'eventId'];
const idsOfMetadata = ['orderId', 'lineId'];

function withTrimmedIds(sent: { metadata?: unknown }): object {
  const bare = trimmedIds(sent, idsOfEvent);
  const { metadata } = bare;
  if (typeof metadata !== 'object' || metadata === null) return bare;
  const trimmed = trimmedIds(metadata, idsOfMetadata);
  return trimmed === metadata ? bare : { ...bare, metadata: trimmed };
}

function typeOf(input: unknown): EventType | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { eventType } = input as { eventType?: unknown };
  return typeof eventType === 'string' && Object.hasOwn(validators, eventType) ? (eventType as EventType) : undefined;
}

function unknownType(input: unknown, names: readonly EventName[] = []): ContractError {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    return { path: '', message: 'Send each event as a JSON object.', code: 'type' };
  }
  const { eventType } = input as { eventType?: unknown };
  if (typeof eventType === 'string' && isIgnored(eventType, names)) return ignoredType(eventType);
  const message = `Set \`eventType\` to one of ${eventTypeNames.join(', ')}.`;
  return { path: '/eventType', message, code: 'eventType' in input ? 'unknown_event_type' : 'required' };
}

/** The word for events that the tenant leaves out by their name. */
export const ignoredEventType = 'ignored_event_type';

function ignoredType(eventType: string): ContractError {
  const message = `Events of the name \`${eventType}\` are left out, as the settings of this shop say.`;
  return { path: '/eventType', message, code: ignoredEventType };
}

function placeholderError(userId: string): ContractError {
  const what = isUnseen(userId)
    ? 'has no character that can be seen'
    : `is \`${userId}\`, which programs write where they know nobody`;
  const message = `\`userId\` ${what}: send the shopper's own id, or leave the event out.`;
  return { path: '/userId', message, code: 'placeholder' };
}

function timeOf(timestamp: string | undefined, context: JudgeContext, errors: ContractError[]): number {
  const timestampMs = timestamp === undefined ? context.receivedAtMs : parseEventTime(timestamp);
  const refuse = (code: string, message: string) => errors.push({ path: '/timestamp', message, code });
  if (timestampMs === undefined) {
    refuse(
      'invalid_timestamp',
      'Send `timestamp` as ISO 8601 with a zone and a day that exists, as in 2026-03-01T12:00:00.000Z.',
    );
    return Number.NaN;
  }
  const timeliness = timelinessOf(timestampMs, context.receivedAtMs);
  if (timeliness === 'too_far_ahead') {
    refuse('timestamp_in_future', '`timestamp` is more than 5 minutes ahead of our clock: set yours, or leave it out.');
  } else if (timeliness === 'too_old') {
    refuse('timestamp_too_old', '`timestamp` is before 2000: send the time at which the event happened.');
  } else if (context.isArchivedMonth?.(timestampMs) === true) {
    refuse('archived_month', 'The month of `timestamp` is archived and takes no more events: leave this event out.');
  }
  return timestampMs;
}
