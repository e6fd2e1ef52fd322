import { catalogItems } from '#stores/catalog/catalog-items.ts';
import { comparedTable } from '#stores/projections/compared-table.ts';
import type { Projection } from '../projection.ts';
import { createCatalogConsumer } from './catalog-consumer.ts';
import { foldLog } from './fold-log.ts';

/** Table `catalog_items`, from a topic of its own. */
export const catalog: Projection<'catalog'> = {
  name: 'catalog',
  tables: [catalogItems],
  topic: 'catalog',
  // Compaction forgets deletions, and has left other records of a product than its table was folded from.
  compared: [comparedTable(catalogItems, { where: 'NOT deleted', ignored: ['log', 'offset'] })],
  follows: { kind: 'by_consumer', start: (run) => run(createCatalogConsumer()) },
  openFold: foldLog,
  chores: [
    {
      what: 'dropping old catalog outcomes',
      everyMs: 600_000,
      work: (database) => database.query(`DELETE FROM catalog_outcomes WHERE at < now() - interval '1 hour'`),
    },
  ],
};
