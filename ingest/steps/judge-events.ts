import { hash } from 'node:crypto';
import { judgeEvent } from '#domain/events/judge-event.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Scope } from '#domain/scope.ts';
import type { ContractError } from '#schemas/contract-errors.ts';
import type { AcceptParts } from '../accept-events.ts';
import type { Duplicates } from '../duplicates/open-duplicates.ts';
import type { SpelledEvent } from './normalise-spellings.ts';

/** An event on its way through the steps: `new` until one of them knows it for a duplicate. */
export type Judged = { index: number; status: 'refused'; errors: readonly ContractError[] } | KnownEvent;
export type KnownEvent = { index: number; status: 'new' | 'duplicate'; event: ShopEvent };

/** By way of hex: half the cost of 'buffer', which makes an ArrayBuffer of its own for each digest. */
const sha256 = (text: string): Buffer => Buffer.from(hash('sha256', text, 'hex'), 'hex');

/** Validates each event and gives it its identity. */
export function judgeEvents(
  { catalog, duplicates }: Pick<AcceptParts, 'catalog'> & { duplicates: Pick<Duplicates, 'isArchivedMonth'> },
  scope: Scope,
  events: readonly SpelledEvent[],
  receivedAtMs: number,
): Judged[] {
  const context = {
    scope,
    receivedAtMs,
    isKnownProduct: (productId: string) => catalog.has(scope, productId),
    isArchivedMonth: duplicates.isArchivedMonth,
    hash: sha256,
  };
  return events.map(({ index, wire }) => {
    const outcome = judgeEvent(wire, context);
    return outcome.ok
      ? { index, status: 'new', event: outcome.event }
      : { index, status: 'refused', errors: outcome.errors };
  });
}
