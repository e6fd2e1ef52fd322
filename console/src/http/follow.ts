import { askForResponse } from '#console/http/ask.ts';
import { ApiProblem } from '#console/http/problem.ts';
import type { Query } from '#console/http/send.ts';
import { serverEventsIn, textOf } from '#console/http/server-events.ts';

/** How a stream fares: it is on its way, it is read, it broke off and is tried again, or it was refused for good. */
export type FollowState = { kind: 'opening' | 'live' | 'away' } | { kind: 'refused'; error: ApiProblem };

const firstWaitMs = 1_000;
const maxWaitMs = 30_000;
/** What asking again does not change: a question that is none, a suspended tenant, one that is gone. */
const finalStatuses = [400, 403, 404];

/**
 * Follows an event stream until `signal`. A stream that breaks off is opened again where it was left, so that each piece of data comes once; the waits in between grow to
 * half a minute. `onOpen` is called whenever the stream stands.
 */
export async function follow(
  path: string,
  query: Query,
  told: {
    onOpen: () => void;
    onData: (data: unknown) => void;
    onState: (state: FollowState) => void;
    signal: AbortSignal;
  },
): Promise<void> {
  const { signal, onState } = told;
  let lastId: string | null = null;
  let waitMs = firstWaitMs;
  onState({ kind: 'opening' });
  while (!signal.aborted) {
    try {
      const headers: Record<string, string> = lastId === null ? {} : { 'last-event-id': lastId };
      const response = await askForResponse('GET', path, { query, headers, signal });
      if (response.body === null) return;
      for await (const { id, event, data } of serverEventsIn(textOf(response.body))) {
        lastId = id ?? lastId;
        if (event === 'start') {
          waitMs = firstWaitMs;
          onState({ kind: 'live' });
          told.onOpen();
        }
        if (event === 'message' && data !== null) told.onData(JSON.parse(data));
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiProblem && finalStatuses.includes(error.status)) {
        onState({ kind: 'refused', error });
        return;
      }
    }
    if (signal.aborted) return;
    onState({ kind: 'away' });
    await pause(waitMs, signal);
    waitMs = Math.min(maxWaitMs, waitMs * 2);
  }
}

/** Resolves after so long, or as soon as the signal is aborted; a browser has no timer that does. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      // The signal lives as long as the page, and a pause comes with each time that the server is away.
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
  });
