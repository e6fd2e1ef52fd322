import { type JudgedItem, judgeItem } from '#domain/catalog/judge-item.ts';
import { success } from '#runtime/http/envelope.ts';
import type { Route } from '#runtime/http/route.ts';
import {
  CatalogBatchBody,
  CatalogBatchMeta,
  type CatalogBatchQuery,
  CatalogBatchReceipt,
  maxBatchItems,
} from '#schemas/http/catalog.ts';
import { countNotes } from '#schemas/http/notes.ts';
import { readKnownIds } from '#stores/catalog/read-known-ids.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import { batchOf } from '../batch-of.ts';
import { recordAdminAct } from '../record-admin-act.ts';
import { refusedMessage } from './answer-write.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';

/** Five hundred items of 8 KB. */
const bodyLimitBytes = 4 * 1024 * 1024;

type Result = CatalogBatchReceipt['results'][number];

/** POST /catalog/batch: creates or replaces up to 500 items, in order; each is made or refused on its own. */
export function postBatch(parts: CatalogParts, surface: CatalogSurface): Route {
  return {
    method: 'POST',
    path: `${surface.path}/batch`,
    auth: surface.auth.write,
    limit: 'write',
    load: 'batch',
    operationId: `put${surface.owner}CatalogBatch`,
    summary: `Create or replace 1 to ${maxBatchItems} items, in order`,
    tag: 'Catalog',
    params: surface.params,
    query: surface.batchQuery,
    body: CatalogBatchBody,
    bodyReader: 'handler',
    bodyLimitBytes,
    answers: { 200: CatalogBatchReceipt },
    meta: CatalogBatchMeta,
    async handler(request) {
      const scope = surface.scopeOf(request, 'write');
      const judged = batchOf(request.body, 'items', maxBatchItems).map(judgeItem);
      const { dryRun = false } = request.query as CatalogBatchQuery;
      const items = judged.filter((one) => one.ok).map(({ item }) => ({ op: 'put' as const, item }));
      const noted = countNotes(judged.map((one) => (one.ok ? one.notes : [])));
      if (dryRun) {
        const productIds = items.map(({ item }) => item.productId);
        const known = await orUnavailable(readKnownIds(parts.database, scope, productIds));
        return success(receiptOf(judged, expectedOf(productIds, known)), { dryRun, ...noted });
      }
      const outcomes = items.length === 0 ? [] : await orUnavailable(parts.changeCatalog(scope, items));
      const receipt = receiptOf(judged, outcomes);
      const { results: _each, ...detail } = receipt;
      if (items.length > 0) await orUnavailable(recordAdminAct(parts, request, { action: 'catalog.uploaded', detail }));
      return success(receipt, { ...(receipt.pending > 0 ? { pending: true } : {}), ...noted });
    },
  };
}

/** What a batch would come to: a product that it has twice is created, then updated. */
function expectedOf(productIds: readonly string[], known: Set<string>): CatalogOutcome[] {
  const seen = new Set(known);
  return productIds.map((productId) => {
    const outcome = seen.has(productId) ? 'updated' : 'created';
    seen.add(productId);
    return outcome;
  });
}

function receiptOf(
  judged: readonly JudgedItem[],
  outcomes: readonly (CatalogOutcome | undefined)[],
): CatalogBatchReceipt {
  const receipt: CatalogBatchReceipt = { created: 0, updated: 0, pending: 0, rejected: 0, results: [] };
  const rest = outcomes[Symbol.iterator]();
  for (const [index, one] of judged.entries()) {
    const result: Result = one.ok
      ? {
          index,
          productId: one.item.productId,
          ...statusOf(rest.next().value),
          ...(one.notes.length === 0 ? {} : { notes: [...one.notes] }),
        }
      : { index, status: 'rejected', errors: one.errors };
    receipt[result.status] += 1;
    receipt.results.push(result);
  }
  return receipt;
}

function statusOf(outcome: CatalogOutcome | undefined): Pick<Result, 'status' | 'errors'> {
  if (outcome === undefined) return { status: 'pending' };
  if (outcome === 'created' || outcome === 'updated') return { status: outcome };
  return { status: 'rejected', errors: [{ path: '', message: refusedMessage, code: outcome }] };
}
