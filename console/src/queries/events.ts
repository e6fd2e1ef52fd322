import type { Static } from 'typebox';
import { type Answer, ask } from '#console/http/ask.ts';
import type { EventsQuery, EventView } from '#schemas/http/events.ts';
import type { PageMeta } from '#schemas/http/paging.ts';

export const eventsPath = (id: string): string => `/api/v1/tenants/${id}/events`;

/** Stored events, the newest first by event time. `meta.total` counts up to 10,000. */
export const listEvents = (
  id: string,
  query: EventsQuery,
  signal?: AbortSignal,
): Promise<Answer<EventView[], Static<typeof PageMeta>>> => ask('GET', eventsPath(id), { query, signal });
