import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Scope } from '#domain/scope.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { ValidEvent } from './judge-events.ts';

type Parts = Pick<IngestDeps, 'sharedHint'>;

/** Resolves to the events that another instance has acknowledged before, as far as Redis knows. */
export type SharedAnswer = () => Promise<ReadonlySet<ValidEvent>>;

const none: ReadonlySet<ValidEvent> = new Set();

/**
 * Asks which events other instances acknowledged, during the append and not before it: the append takes longer, and does not depend on the
 * answer. Call the returned function once the append is durable: the answer may take that long, or `patienceMs` if that is more.
 */
export function askSharedHint({ sharedHint }: Parts, scope: Scope, fresh: readonly ValidEvent[]): SharedAnswer {
  if (sharedHint === undefined || fresh.length === 0) return async () => none;
  const asked = sharedHint.find(
    scope,
    fresh.map(({ event }) => event.id),
  );
  if (asked === undefined) return async () => none;
  const patience = delay(sharedHint.patienceMs, undefined, { ref: false });
  return async () => {
    // An answer that came during the append may still have to be read from the socket, which takes a turn.
    const known = await Promise.race([asked, patience.then(() => nextTurn(undefined))]);
    return new Set((known ?? []).map((i) => fresh[i]!));
  };
}

/** Tells other instances which events are durable now. */
export function shareHint({ sharedHint }: Parts, scope: Scope, durable: readonly ValidEvent[]): void {
  if (durable.length === 0) return;
  sharedHint?.remember(
    scope,
    durable.map(({ event }) => event.id),
  );
}
