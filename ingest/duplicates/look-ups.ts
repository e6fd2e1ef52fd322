import type { ShopEvent } from '#domain/events/shop-event.ts';
import { findKnownIds } from '#stores/duplicates/find-known-ids.ts';
import { readOrderLines, type StoredLine } from '#stores/events/read-order-lines.ts';
import type { Database } from '#stores/postgres/database.ts';
import { gather } from './gather.ts';
import type { PostgresGuard } from './postgres-guard.ts';

/** What ingestion asks of table `events`, for requests of all tenants together. Resolves with undefined while Postgres cannot tell. */
export type LookUps = {
  /** Returns those that are stored, and perhaps others that are, which another request asked about. */
  findStored(events: readonly ShopEvent[]): Promise<ReadonlySet<ShopEvent> | undefined>;
  /** Returns the stored purchases of the orders that these purchases are of, within a day of them, and perhaps of other orders. */
  findOrderLines(purchases: readonly ShopEvent[]): Promise<readonly StoredLine[] | undefined>;
};

export function createLookUps(database: Database, askPostgres: PostgresGuard): LookUps {
  return {
    findStored: gather((events: readonly ShopEvent[]) => askPostgres(() => findKnownIds(database, events))),
    findOrderLines: gather((purchases: readonly ShopEvent[]) => {
      const scopes = [...new Set(purchases.map(({ scope }) => scope))];
      const read = () =>
        database.scoped({ scopes }, (client) => readOrderLines(client, purchases), { keepsPlans: true });
      return askPostgres(read);
    }),
  };
}
