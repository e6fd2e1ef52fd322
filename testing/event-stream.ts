import type { Json } from './shop.ts';
import { waitFor } from './wait-for.ts';

export type StreamedEvent = { id: string | null; event: string; data: Json };

/** A client of server-sent events, which reads as fast as they come and does not connect again by itself. */
export type EventStream = {
  readonly headers: Headers;
  /** What came so far. */
  readonly received: readonly StreamedEvent[];
  /** The last id that came, with data or without, else the one that was sent. */
  lastEventId(): string | null;
  isEnded(): boolean;
  /** Waits until this holds of what came. */
  until(isEnough: (received: readonly StreamedEvent[]) => boolean, timeoutMs?: number): Promise<void>;
  /** Breaks the connection off. */
  leave(): Promise<void>;
};

/** Resolves when the first event has come; rejects if the answer is none. */
export async function openEventStream(
  url: string,
  { token, lastEventId }: { token: string; lastEventId?: string | null },
): Promise<EventStream> {
  const leaving = new AbortController();
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${token}`, ...(lastEventId == null ? {} : { 'last-event-id': lastEventId }) },
    signal: leaving.signal,
  });
  if (response.status !== 200) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  const received: StreamedEvent[] = [];
  // As browsers do: a stream that breaks off before its first id has that of the stream before.
  let lastId: string | null = lastEventId ?? null;
  let isEnded = false;
  const take = (frame: string) => {
    const fields = Object.fromEntries(
      frame.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    lastId = fields.id ?? lastId;
    if (fields.data === undefined) return;
    received.push({ id: fields.id ?? null, event: fields.event ?? 'message', data: JSON.parse(fields.data) });
  };
  const reading = (async () => {
    let rest = '';
    for await (const piece of response.body!.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + piece).split('\n\n');
      rest = frames.pop() ?? '';
      frames.forEach(take);
    }
  })()
    .catch(() => {})
    .finally(() => {
      isEnded = true;
    });
  const stream: EventStream = {
    headers: response.headers,
    received,
    lastEventId: () => lastId,
    isEnded: () => isEnded,
    until: (isEnough, timeoutMs) =>
      waitFor(
        async () => isEnough(received),
        () => `enough of a stream: ${JSON.stringify(received.slice(-5))} (ended: ${isEnded})`,
        timeoutMs,
      ),
    async leave() {
      leaving.abort();
      await reading;
    },
  };
  await stream.until((all) => all.length > 0 || isEnded);
  return stream;
}
