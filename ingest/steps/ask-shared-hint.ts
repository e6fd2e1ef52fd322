import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Scope } from '#domain/scope.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import type { ValidEvent } from './judge-events.ts';

type Parts = Pick<IngestDeps, 'sharedHint'>;

/** Those of the events that another instance has acknowledged before, as far as it is known. */
export type SharedAnswer = () => Promise<ReadonlySet<ValidEvent>>;

const none: ReadonlySet<ValidEvent> = new Set();

/**
 * Asks what other instances acknowledged, beside the append and not before it: the append takes longer, and does not depend on the
 * answer. Call what is returned once all is durable: the answer may take as long as that, or `patienceMs` if that is more.
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
    // An answer that has come while the append went on is still to be read: a turn later it is.
    const known = await Promise.race([asked, patience.then(() => nextTurn(undefined))]);
    return new Set((known ?? []).map((i) => fresh[i]!));
  };
}

/** Tells other instances of what is durable now. */
export function shareHint({ sharedHint }: Parts, scope: Scope, durable: readonly ValidEvent[]): void {
  if (durable.length === 0) return;
  sharedHint?.remember(
    scope,
    durable.map(({ event }) => event.id),
  );
}
