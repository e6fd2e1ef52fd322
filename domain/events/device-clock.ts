import { parseEventTime } from './event-time.ts';

/** A device whose clock is off by less keeps the time that it wrote: so much may a request be under way. */
const clockToleranceMs = 60_000;

/** The time of an event by our clock, and whether that is another one than the device wrote. */
export type DeviceTime = { timestampMs: number; isCorrected: boolean };

/**
 * Returns when an event happened by our clock. Senders write by the device's clock when it happened and when they sent it, so the clock is ahead of ours by
 * `sentAt` − `receivedAtMs`. Undefined if the clock is right (within half of the tolerance), or one of the times cannot be read; between half and all of the tolerance the time is
 * the device's. Never later than `receivedAtMs` where it is corrected.
 */
export function deviceTime(timestamp: unknown, sentAt: unknown, receivedAtMs: number): DeviceTime | undefined {
  const sentAtMs = typeof sentAt === 'string' ? parseEventTime(sentAt) : undefined;
  const wroteMs = typeof timestamp === 'string' ? parseEventTime(timestamp) : undefined;
  if (sentAtMs === undefined || wroteMs === undefined) return undefined;
  const behindMs = receivedAtMs - sentAtMs;
  if (Math.abs(behindMs) <= clockToleranceMs / 2) return undefined;
  if (Math.abs(behindMs) <= clockToleranceMs) return { timestampMs: wroteMs, isCorrected: false };
  return { timestampMs: Math.min(wroteMs + behindMs, receivedAtMs), isCorrected: true };
}
