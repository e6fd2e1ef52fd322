import { setTimeout as delay, setImmediate as nextTurn } from 'node:timers/promises';
import type { Scope } from '#domain/scope.ts';
import type { AcceptParts } from '../accept-events.ts';
import type { KnownEvent } from './judge-events.ts';

type Parts = Pick<AcceptParts, 'sharedHint'>;

/**
 * Asks what other instances acknowledged, beside the append and not before it: the append takes longer, and does not depend on the
 * answer, which may take as long, or `patienceMs` where that is more. What is returned marks those as duplicates, once all is durable. Undefined where nobody can tell.
 */
export function askSharedHint(
  { sharedHint }: Parts,
  scope: Scope,
  fresh: readonly KnownEvent[],
): (() => Promise<void>) | undefined {
  if (sharedHint === undefined || fresh.length === 0) return undefined;
  const asked = sharedHint.find(
    scope,
    fresh.map(({ event }) => event.id),
  );
  if (asked === undefined) return undefined;
  const patience = delay(sharedHint.patienceMs, undefined, { ref: false });
  return async () => {
    // An answer that has come while the append went on is still to be read: a turn later it is.
    const known = await Promise.race([asked, patience.then(() => nextTurn(undefined))]);
    for (const i of known ?? []) fresh[i]!.status = 'duplicate';
  };
}

/** Tells other instances of what is durable now. */
export function shareHint({ sharedHint }: Parts, scope: Scope, durable: readonly KnownEvent[]): void {
  if (durable.length === 0) return;
  sharedHint?.remember(
    scope,
    durable.map(({ event }) => event.id),
  );
}
