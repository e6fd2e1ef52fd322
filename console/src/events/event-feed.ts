import { createEffect, createSignal, on, onCleanup } from 'solid-js';
import { type FollowState, follow } from '#console/http/follow.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { eventsPath, listEvents } from '#console/queries/events.ts';
import type { EventsQuery, EventView } from '#schemas/http/events.ts';

/** The most new events that are kept for a reader; with more, the list is read anew. */
const maxWaiting = 200;
const pageSize = 50;

type Question = { tenantId: string; query: EventsQuery; isFollowed: boolean };

/**
 * Stored events as a list that a reader can rest on: new ones wait until `showNew`, older ones come by `showOlder`. Each event is in it once, also one that both the list and the
 * stream have brought.
 */
export function createEventFeed(question: () => Question) {
  const [older, setOlder] = createSignal<readonly EventView[]>([]);
  const [newer, setNewer] = createSignal<readonly EventView[]>([]);
  const [waiting, setWaiting] = createSignal<readonly EventView[]>([]);
  const [waitingCount, setWaitingCount] = createSignal(0);
  const [isAtEnd, setIsAtEnd] = createSignal(false);
  const [state, setState] = createSignal<FollowState>({ kind: 'opening' });

  const page = createLiveQuery(
    question,
    async ({ tenantId, query }, signal) => {
      const { data } = await listEvents(tenantId, { ...query, limit: pageSize }, signal);
      setIsAtEnd(data.length < pageSize);
      setOlder([]);
      setNewer([]);
      forgetWaiting();
      return data;
    },
    { everyMs: null },
  );
  const shown = () => [...newer(), ...(page.answer() ?? []), ...older()];

  function forgetWaiting(): void {
    setWaiting([]);
    setWaitingCount(0);
  }
  function addNew(events: readonly EventView[]): void {
    const known = new Set([...shown(), ...waiting()].map(({ eventId }) => eventId));
    const { from = '' } = question().query;
    const unknown = events.filter(({ eventId, timestamp }) => !known.has(eventId) && timestamp >= from);
    setWaitingCount((n) => n + unknown.length);
    setWaiting((before) => [...unknown, ...before].slice(0, maxWaiting));
  }

  createEffect(
    on(
      () => JSON.stringify(question()),
      () => {
        const { tenantId, query, isFollowed } = question();
        forgetWaiting();
        if (!isFollowed) return;
        const aborting = new AbortController();
        onCleanup(() => aborting.abort());
        const { type, userId, productId, space } = query;
        void follow(
          eventsPath(tenantId),
          { type, userId, productId, space, follow: 'true' },
          {
            signal: aborting.signal,
            onState: setState,
            onData: (data) => addNew([data as EventView]),
            // What was stored after the list was read and before the stream stood is in neither.
            onOpen: () =>
              void listEvents(tenantId, { ...query, limit: pageSize }, aborting.signal).then(
                ({ data }) => page.answer() !== undefined && addNew(data),
                () => {},
              ),
          },
        );
      },
    ),
  );

  return {
    page,
    shown,
    state,
    isAtEnd,
    waitingCount,
    /** Puts what has waited above the list. */
    showNew(): void {
      if (waitingCount() > waiting().length) {
        page.refresh();
        return;
      }
      setNewer((before) => [...[...waiting()].sort(newestFirst), ...before]);
      forgetWaiting();
    },
    /** Puts a page of older events below the list. */
    async showOlder(): Promise<void> {
      const asked = JSON.stringify(question());
      const { tenantId, query } = question();
      const last = shown().at(-1);
      if (last === undefined) return;
      // Many events may be of the same millisecond: those that are shown already are skipped by their number.
      const ofSameTime = shown().filter(({ timestamp }) => timestamp === last.timestamp).length;
      const to = new Date(Date.parse(last.timestamp) + 1).toISOString();
      const { data } = await listEvents(tenantId, { ...query, to, limit: pageSize, offset: ofSameTime });
      // Who has changed the filters meanwhile wants others.
      if (asked !== JSON.stringify(question())) return;
      const known = new Set(shown().map(({ eventId }) => eventId));
      setOlder((before) => [...before, ...data.filter(({ eventId }) => !known.has(eventId))]);
      setIsAtEnd(data.length < pageSize);
    },
  };
}

const newestFirst = (a: EventView, b: EventView) => b.timestamp.localeCompare(a.timestamp);
