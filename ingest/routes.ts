import type { Scope } from '#domain/scope.ts';
import type { Route } from '#runtime/http/route.ts';
import type { AcceptParts } from './accept-events.ts';
import { createChangeCatalog } from './catalog/change-catalog.ts';
import { createInTurn } from './catalog/in-turn.ts';
import { openDuplicates } from './duplicates/open-duplicates.ts';
import type { IngestDeps } from './ingest-deps.ts';
import { type CatalogSurface, keySurface, tenantSurface } from './routes/catalog/catalog-surface.ts';
import { deleteItem } from './routes/catalog/delete-item.ts';
import { getItem } from './routes/catalog/get-item.ts';
import { getItems } from './routes/catalog/get-items.ts';
import { postBatch } from './routes/catalog/post-batch.ts';
import { postImport } from './routes/catalog/post-import.ts';
import { postItem } from './routes/catalog/post-item.ts';
import { putItem } from './routes/catalog/put-item.ts';
import { deleteShopper } from './routes/delete-shopper.ts';
import { demoRoutes } from './routes/demo/demo-routes.ts';
import { postEvent } from './routes/post-event.ts';
import { postEventBatch } from './routes/post-event-batch.ts';
import { postEventStream } from './routes/post-event-stream.ts';
import { postTrack } from './routes/post-track.ts';
import { senderRoutes } from './routes/senders/sender-routes.ts';
import { createUnknownProducts } from './steps/warn-of-unknown-products.ts';

/** What events are accepted with. Begins to read the log's end, so that duplicates of what was accepted before the start are known. */
export const openAcceptParts = (deps: IngestDeps): AcceptParts => ({
  ...deps,
  duplicates: openDuplicates(deps),
  unknownProducts: createUnknownProducts(deps.logger, deps.now),
});

/** Every route of ingestion. All that accepts events in a process shares the `parts`. */
export function ingestRoutes(deps: IngestDeps, parts: AcceptParts = openAcceptParts(deps)): Route[] {
  const { directory, logger } = deps;
  const catalogParts = {
    database: deps.database,
    searchDatabase: deps.searchDatabase,
    directory,
    changeCatalog: createChangeCatalog(deps),
    inTurn: createInTurn(),
  };
  const importing = new Set<Scope>();
  const catalogRoutes = (surface: CatalogSurface): Route[] => [
    getItems(catalogParts, surface),
    getItem(catalogParts, surface),
    postItem(catalogParts, surface),
    putItem(catalogParts, surface),
    deleteItem(catalogParts, surface),
    postBatch(catalogParts, surface),
    postImport({ ...catalogParts, logger, now: deps.now, whenCalm: deps.whenCalm, importing }, surface),
  ];
  return [
    postEvent(parts),
    postEventBatch(parts),
    postEventStream(parts, logger),
    postTrack(parts, deps.userHashes),
    ...senderRoutes(parts),
    deleteShopper(deps),
    ...demoRoutes({ ...deps, changeCatalog: catalogParts.changeCatalog }),
    ...catalogRoutes(keySurface),
    ...catalogRoutes(tenantSurface(directory)),
  ];
}
