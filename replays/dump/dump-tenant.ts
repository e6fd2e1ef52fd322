import type { TenantConfigChange } from '#domain/access/default-tenant-config.ts';
import { uuidOfId } from '#domain/events/identity.ts';
import type { ShopEvent } from '#domain/events/shop-event.ts';
import type { Space } from '#domain/scope.ts';
import { listArchived } from '#stores/archive/restore-months.ts';
import { findScope } from '#stores/control/local-keys.ts';
import { readIn } from '#stores/control/rules-store.ts';
import { readForkedTenant, readRuledPlacements } from '#stores/control/sandbox-store.ts';
import { listWidgets } from '#stores/control/widget-store.ts';
import { isPseudonym } from '#stores/events/erase-shopper.ts';
import { type EventRow, toPlacedEvent } from '#stores/events/read-events.ts';
import { readLoaded } from '#stores/events/read-loaded.ts';
import { listExperiments } from '#stores/experiments/read-experiments.ts';
import type { Database } from '#stores/postgres/database.ts';
import { boundsOf, readRows } from '#stores/replays/read-rows.ts';
import { readCatalog } from '../export/exported-catalog.ts';
import { itemOfRow } from '../fork/item-of-row.ts';
import { type WireEvent, wireEventOf } from '../fork/wire-event-of.ts';
import { type DumpLine, dumpFormat } from './dump-line.ts';
import { createRepeats } from './repeats.ts';

const spaces: readonly Space[] = ['live', 'test'];
const maxExperiments = 10_000;

/** What a dump passes over: counted while its lines are read. */
export type PassedOver = { repeats: number; archivedMonths: string[] };

/**
 * Yields the lines of a tenant's dump, in pieces. Events that are stored once it has begun are left out; the catalog is that of the moment in which it is read. As the owner, who sees all tenants.
 */
export async function* dumpTenant(
  database: Database,
  tenantId: string,
  begunAt: Date,
  passed: PassedOver,
): AsyncGenerator<DumpLine[]> {
  const { name, config } = await readForkedTenant(database, tenantId);
  const positions = (await readLoaded(database)).flatMap(({ log, next }) =>
    next.map((at, partition) => ({ log, partition, next: String(at) })),
  );
  passed.archivedMonths = (await listArchived(database)).filter(({ isThere }) => !isThere).map(({ month }) => month);
  yield [
    {
      ...{ kind: 'tenant', format: dumpFormat, name, begunAt: begunAt.toISOString() },
      config: config as TenantConfigChange,
    },
  ];
  yield await readPlacements(database, tenantId);
  const scopes = new Map<Space, number>();
  for (const space of spaces) scopes.set(space, await findScope(database, tenantId, space));
  for (const [space, scope] of scopes)
    for await (const rows of readCatalog(database, scope))
      yield rows.map((row) => ({ kind: 'product', space, item: itemOfRow(row) }));
  for (const [space, scope] of scopes) {
    const reach = { scope, positions };
    const bounds = await boundsOf(database, 'events', reach);
    const isRepeat = createRepeats();
    if (bounds === null) continue;
    for await (const rows of readRows<EventRow>(database, 'events', reach, bounds.firstMs, bounds.lastMs + 1)) {
      const events = rows.map((row) => toPlacedEvent(row).event);
      const counted = events.filter((event) => !isRepeat(event));
      passed.repeats += events.length - counted.length;
      yield counted.map((event) => ({ kind: 'event', space, event: asItsShopSent(event) }));
    }
  }
}

async function readPlacements(database: Database, tenantId: string): Promise<DumpLine[]> {
  const lines: DumpLine[] = [];
  for (const { placementId, config } of await listWidgets(database, tenantId))
    lines.push({ kind: 'widget', placementId, config });
  for (const placementId of await readRuledPlacements(database, tenantId)) {
    const known = await database.scoped({ tenantId }, (client) => readIn(client, tenantId, placementId));
    lines.push({ kind: 'rules', placementId, rules: known?.rules ?? [] });
  }
  const { experiments } = await listExperiments(database, tenantId, {}, maxExperiments, 0);
  for (const { experimentId: _, status, startedAtMs, completedAtMs, createdAt, updatedAt, ...settings } of experiments)
    lines.push({ kind: 'experiment', settings });
  return lines;
}

/** What is sent again later has the identity that it has here: so an event goes under its client's id or none. Of an erased shopper the client's ids are gone, so its own id stands for them. */
function asItsShopSent(event: ShopEvent): WireEvent {
  const { eventId: _, ...wire } = wireEventOf(event, null);
  if (event.clientEventId !== null) return { ...wire, eventId: event.clientEventId };
  return isPseudonym(event.userId) ? { ...wire, eventId: uuidOfId(event.id) } : wire;
}
