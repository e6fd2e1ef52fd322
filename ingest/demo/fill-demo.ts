import { judgeItem } from '#domain/catalog/judge-item.ts';
import { demoCatalog } from '#domain/demo/catalog.ts';
import { type DemoEvent, demoHistory, demoWeeks } from '#domain/demo/history.ts';
import { demoLook, demoPlacements } from '#domain/demo/placements.ts';
import type { Scope } from '#domain/scope.ts';
import { maxBatchEvents } from '#schemas/http/events.ts';
import { type DemoTenant, readDemo } from '#stores/control/demo-store.ts';
import { insertWidget } from '#stores/control/widget-store.ts';
import type { Database } from '#stores/postgres/database.ts';
import type { EventOutcome } from '../accept-events.ts';
import type { ChangeCatalog, WantedChange } from '../catalog/change-catalog.ts';
import { type SpelledEvent, spellEvents } from '../spell-events.ts';

/** Whose address the audit trail names for the widgets of a demo. */
const address = 'demo data';

/** The ways in by which a demo is filled: those of a merchant's own data. */
export type FillParts = {
  database: Database;
  changeCatalog: ChangeCatalog;
  accept: (scope: Scope, events: readonly SpelledEvent[]) => Promise<EventOutcome[]>;
  /** Resolves when it is this work's turn on the thread. */
  turn: () => Promise<void>;
};

/** The demo's products, as changes that create or replace them. */
export const demoProducts = (): WantedChange[] =>
  demoCatalog().flatMap(({ group: _group, ...body }) => {
    const judged = judgeItem(body);
    return judged.ok ? [{ op: 'put' as const, item: judged.item }] : [];
  });

/** How many events the history has that ends at `endsAt`. */
export async function countHistory(endsAt: Date, turn: FillParts['turn']): Promise<number> {
  let events = 0;
  for await (const batch of batchesOf(endsAt, turn)) events += batch.length;
  return events;
}

/**
 * Gives a tenant the demo's products, widgets and history, a batch in each turn of the thread. False if it was stopped before the end, by the signal or since the tenant is not active any more. Begun
 * again it sends the same events, of which those that are there count once. Rejects with `LogError` or `DatabaseUnavailable`.
 */
export async function fillDemo(parts: FillParts, demo: DemoTenant, signal: AbortSignal): Promise<boolean> {
  const { database, changeCatalog, accept, turn } = parts;
  const { tenantId, adminId, scope, endsAt } = demo;
  const isWanted = async () => !signal.aborted && (await readDemo(database, tenantId))?.status === 'active';

  if (!(await isWanted())) return false;
  await changeCatalog(scope, demoProducts());
  for (const { placementId, title, strategy } of demoPlacements)
    await insertWidget(database, { adminId, address }, tenantId, placementId, { title, strategy, ...demoLook });
  for await (const batch of batchesOf(endsAt, turn)) {
    if (!(await isWanted())) return false;
    await accept(scope, spellEvents(batch));
  }
  return true;
}

async function* batchesOf(endsAt: Date, turn: FillParts['turn']): AsyncIterable<DemoEvent[]> {
  let batch: DemoEvent[] = [];
  for (const event of demoHistory(endsAt.getTime(), demoWeeks)) {
    batch.push(event);
    if (batch.length < maxBatchEvents) continue;
    yield batch;
    batch = [];
    await turn();
  }
  if (batch.length > 0) yield batch;
}
