import { createHmac } from 'node:crypto';
import { createRefusals, type Refusal } from '#cli/import/refusals.ts';
import { namedEvent, refusalsOfSent } from '#cli/import/refusals-of-sent.ts';
import { sendCatalog } from '#cli/import/send-catalog.ts';
import { sendErasures } from '#cli/import/send-erasures.ts';
import { type Sender, sendEvents } from '#cli/import/send-events.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { markSandbox, readForkedTenant, type Sandbox } from '#stores/control/sandbox-store.ts';
import { isPseudonym } from '#stores/events/erase-shopper.ts';
import { type EventRow, toPlacedEvent } from '#stores/events/read-events.ts';
import type { Database } from '#stores/postgres/database.ts';
import { boundsOf, readRows } from '#stores/replays/read-rows.ts';
import { readCatalog } from '../export/exported-catalog.ts';
import { itemOfRow } from './item-of-row.ts';
import { type Rename, wireEventOf } from './wire-event-of.ts';

/** What a fork sent and what it left behind. `known`: events that an earlier run had sent. */
export type ForkReport = {
  sandbox: { tenantId: string; name: string; space: 'test' };
  products: { sent: number; refused: number };
  events: { sent: number; accepted: number; known: number; refused: number };
  /** Why the API refused some, with the first of each reason. */
  refused: Refusal[];
};

export type ForkOptions = {
  database: Database;
  sandbox: Sandbox;
  sender: Sender;
  /** Of whoever runs the product: pseudonyms are keyed by it and by the sandbox, so that nobody else can find who they are, nor compare two sandboxes. */
  secret: string;
  onProgress(phase: 'catalog' | 'events', done: number): void;
};

/**
 * Sends the products and the events that a tenant has stored to its sandbox, through the API as its shop would. Sent again, each event counts once, so that a fork that was cut short is run again. Shoppers who were erased are erased there too. Rejects with the reason of the sender's
 * signal, or if the tenant is deleted meanwhile: what it had is nobody's to copy any more.
 */
export async function forkTenant({ database, sandbox, sender, secret, onProgress }: ForkOptions): Promise<ForkReport> {
  const { tenantId, name, origin } = sandbox;
  const scope = await findScope(database, origin.of, origin.space);
  const products = { sent: 0, refused: 0 };
  const refusals = createRefusals();
  for await (const rows of readCatalog(database, scope)) {
    await readForkedTenant(database, origin.of);
    const { refused, reasons } = await sendCatalog(sender, rows.map(itemOfRow), () => {});
    for (const { reason, example, count } of reasons) refusals.add(reason, example, count);
    products.sent += rows.length;
    products.refused += refused;
    onProgress('catalog', products.sent);
  }
  const events = { sent: 0, accepted: 0, known: 0, refused: 0 };
  const rename = origin.isPseudonymised ? pseudonyms(secret, tenantId) : null;
  const erased = new Set<string>();
  const reach = { scope, positions: origin.positions };
  const bounds = await boundsOf(database, 'events', reach);
  const until = bounds === null ? 0 : bounds.lastMs + 1;
  for await (const rows of readRows<EventRow>(database, 'events', reach, bounds?.firstMs ?? 0, until)) {
    const wire = rows.map((row) => {
      const { event } = toPlacedEvent(row);
      const sent = wireEventOf(event, rename);
      if (isPseudonym(event.userId)) erased.add(sent.userId);
      return sent;
    });
    await readForkedTenant(database, origin.of);
    const counts = await sendEvents(sender, wire, null, () => {});
    events.sent += wire.length;
    events.accepted += counts.accepted;
    events.known += counts.duplicates;
    events.refused += counts.rejected;
    for (const { reason, example, count } of refusalsOfSent(counts, ({ line }) => namedEvent(wire[line - 1])))
      refusals.add(reason, example, count);
    onProgress('events', events.sent);
  }
  await sendErasures(sender, tenantId, erased);
  await markSandbox(database, tenantId, { ...origin, filledAt: new Date().toISOString() });
  return { sandbox: { tenantId, name, space: 'test' }, products, events, refused: refusals.list() };
}

function pseudonyms(secret: string, tenantId: string): Rename {
  const key = createHmac('sha256', secret).update(`sandbox ${tenantId}`).digest();
  return (kind, id) => `${kind}-${createHmac('sha256', key).update(`${kind} ${id}`).digest('base64url').slice(0, 22)}`;
}
