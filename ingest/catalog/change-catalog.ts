import type { CatalogChange, WrittenItem } from '#domain/catalog-item.ts';
import type { Scope } from '#domain/scope.ts';
import { catalogKey, encodeCatalogChange } from '#log/codec.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';
import { readOutcomes } from '#stores/catalog/read-outcomes.ts';
import type { IngestDeps } from '../ingest-deps.ts';
import { oncePerOutage } from '../once-per-outage.ts';
import { createOutcomeWaiter } from './outcome-waiter.ts';

/** A change as a route asks for it. */
export type WantedChange = { op: 'create' | 'put'; item: WrittenItem } | { op: 'delete'; productId: string };

/**
 * Appends changes to topic `catalog`, in order and as one durable append, and waits for the outcome of each from the projection.
 * Undefined for a change whose outcome did not come in time: the change is durable, and will be made. Rejects with `LogError`.
 */
export type ChangeCatalog = (scope: Scope, changes: readonly WantedChange[]) => Promise<(CatalogOutcome | undefined)[]>;

/** Make one for all routes: requests that wait share one question to Postgres. */
export function createChangeCatalog(
  deps: Pick<IngestDeps, 'log' | 'appends' | 'database' | 'catalog' | 'logger' | 'now' | 'outcomeWaitMs'>,
): ChangeCatalog {
  const { log, appends, database, catalog, logger, now, outcomeWaitMs } = deps;
  const waiter = createOutcomeWaiter(
    async (positions) => readOutcomes(database, (await log.describe('catalog')).logId, positions),
    oncePerOutage(now, (reason) =>
      logger.warn({ reason }, 'catalog writes are answered as pending just now: Postgres has not answered'),
    ),
    outcomeWaitMs,
  );
  return async (scope, wanted) => {
    const receivedAtMs = now();
    const changes = wanted.map((change) => recordOf(scope, change, receivedAtMs, catalog));
    const positions = await appends.append(
      'catalog',
      changes.map((change) => ({ key: catalogKey(scope, change.productId), value: encodeCatalogChange(change) })),
    );
    return waiter.outcomesOf(positions);
  };
}

/** A product that is there keeps its time of creation. Of two first writes that come at once the folds keep the earlier time. */
function recordOf(
  scope: Scope,
  change: WantedChange,
  receivedAtMs: number,
  catalog: IngestDeps['catalog'],
): CatalogChange {
  if (change.op === 'delete')
    return { scope, productId: change.productId, op: 'delete', item: null, receivedAtMs, createdAtMs: null };
  const { op, item } = change;
  const { productId } = item;
  const known = op === 'put' ? catalog.get(scope, productId)?.createdAtMs : undefined;
  return { scope, productId, op, item, receivedAtMs, createdAtMs: known ?? receivedAtMs };
}
