import { nameLine } from '#domain/events/spellings/name-line.ts';
import type { Input } from './read-input.ts';

/** Of the hash of a file's content: enough that no two files of a tenant share it. */
const hashLength = 24;

/**
 * Gives the events of a file that have neither time nor id an id by content and line of the file, so that a second import counts once, and times 1 ms apart in the order of the file, the last at
 * `lastMs`. The same content must come with the same `lastMs` again.
 */
export function nameEvents({ events, lines, contentHash }: Input, lastMs: number): void {
  if (contentHash === null) return;
  for (const [n, event] of events.entries()) {
    const eventId = `${contentHash.slice(0, hashLength)}:${lines[n]}`;
    const timestamp = new Date(lastMs - (events.length - 1 - n)).toISOString();
    const named = nameLine(event, { eventId, timestamp });
    if (named !== event) events[n] = named as (typeof events)[number];
  }
}
