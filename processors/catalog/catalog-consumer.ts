import type { CatalogChange } from '#domain/catalog-item.ts';
import { decodeCatalogRecord } from '#log/catalog-record.ts';
import { keepHistory } from '#stores/catalog/catalog-history.ts';
import type { Consumer } from '../consumer.ts';
import { writeCatalog } from './write-catalog.ts';

/** Group `catalog` on topic `catalog`: writes tables `catalog_items` and `catalog_history`, and for each change what became of it, so that its request can be answered. */
export function createCatalogConsumer(): Consumer<CatalogChange> {
  return {
    group: 'catalog',
    topic: 'catalog',
    isCompacted: true,
    decode(record) {
      try {
        return { ok: true, item: decodeCatalogRecord(record) };
      } catch (error) {
        return { ok: false, reason: 'undecodable', detail: error instanceof Error ? error.message : String(error) };
      }
    },
    async apply(client, claim, items) {
      const { rows } = await client.query<{ live_version: number }>(
        `SELECT live_version FROM projections WHERE name = 'catalog'`,
      );
      const version = rows[0]?.live_version ?? 1;
      const outcomes = await writeCatalog(
        client,
        version,
        claim,
        items.map(({ record, item }) => ({ offset: record.offset, change: item })),
      );
      await keepHistory(
        client,
        claim.log,
        items.flatMap(({ record: { offset }, item: change }, n) => {
          const decided = outcomes[n];
          if (decided === undefined || decided.outcome === 'exists' || decided.outcome === 'absent') return [];
          return [{ offset, change, createdAt: decided.createdAt }];
        }),
      );
      await client.query({
        name: 'catalog-outcomes',
        text: `INSERT INTO catalog_outcomes (log, partition, "offset", outcome)
               SELECT $1, $2, * FROM unnest($3::bigint[], $4::text[]) ON CONFLICT DO NOTHING`,
        values: [
          claim.log,
          claim.partition,
          outcomes.map(({ offset }) => offset),
          outcomes.map(({ outcome }) => outcome),
        ],
      });
      return () => {};
    },
  };
}
