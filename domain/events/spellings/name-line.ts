import { isAbsent } from '../absent.ts';
import { isGa4Payload } from './ga4.ts';
import { type Fields, fieldsOf, isFields, listOf } from './loose-values.ts';
import { isPostHogEvent } from './posthog.ts';

/** What a line of a file or a stream is known by when it comes again. Without `timestamp` the time of its first arrival counts. */
export type LineName = { eventId: string; timestamp?: string };

/**
 * Returns what stands on a line with this id and time, in its own spelling, if it has neither of its own: else nothing would tell a line that comes again from a second event. GA4 has no field for an
 * id, so that its payloads only get the time. Anything else is returned as it is.
 */
export function nameLine(sent: unknown, { eventId, timestamp }: LineName): unknown {
  if (!isFields(sent)) return sent;
  const named = (idField: string) => ({
    ...sent,
    [idField]: eventId,
    ...(timestamp === undefined ? {} : { timestamp }),
  });
  if (sent.eventType !== undefined) return isAnonymous(sent.timestamp, sent.eventId) ? named('eventId') : sent;
  if (isPostHogEvent(sent)) {
    const { timestamp: time, $insert_id: id } = fieldsOf(sent.properties);
    return isAnonymous(sent.timestamp, time, sent.uuid, id) ? named('uuid') : sent;
  }
  if (isGa4Payload(sent))
    return hasTimes(sent) || timestamp === undefined
      ? sent
      : { ...sent, timestamp_micros: Date.parse(timestamp) * 1000 };
  return isAnonymous(sent.timestamp, sent.originalTimestamp, sent.messageId) ? named('messageId') : sent;
}

const isAnonymous = (...known: readonly unknown[]): boolean => known.every(isAbsent);

const hasTimes = ({ timestamp_micros: ofAll, events }: Fields): boolean =>
  !isAbsent(ofAll) || listOf(events).every((event) => !isAbsent(fieldsOf(event).timestamp_micros));
