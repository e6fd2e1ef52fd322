type Sent = { eventId?: unknown; timestamp?: unknown };

/** Returns events with an id and a time each, so that what is sent again is the same event; those that have them keep theirs. Other spellings than ours stay as they are. */
export function identified(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(identified);
  if (typeof body !== 'object' || body === null) return body;
  if ('events' in body && Array.isArray(body.events)) return { ...body, events: body.events.map(identified) };
  if (!('eventType' in body)) return body;
  const { eventId = crypto.randomUUID(), timestamp = new Date().toISOString(), ...rest } = body as Sent;
  return { ...rest, eventId, timestamp };
}
