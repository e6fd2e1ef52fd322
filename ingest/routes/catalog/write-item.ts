import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Scope } from '#domain/scope.ts';
import type { Note } from '#schemas/http/notes.ts';
import { readItem } from '#stores/catalog/read-items.ts';
import type { WantedChange } from '../../catalog/change-catalog.ts';
import { itemView } from '../../catalog/item-view.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import { recordAdminAct } from '../record-admin-act.ts';
import { actOfChange } from './act-of-change.ts';
import { answerWrite } from './answer-write.ts';
import type { CatalogParts } from './catalog-surface.ts';
import { checkSeen } from './item-tag.ts';

/**
 * Makes a change of one item and answers it. With `If-Match` nothing is changed if the item is another by now. Writes with it, and all of admins, are made one after the other
 * for each item in this process; a write of another process that is not readable yet is not seen. What an admin did is in the audit trail.
 */
export async function writeItem(
  parts: CatalogParts,
  request: FastifyRequest,
  reply: FastifyReply,
  scope: Scope,
  change: WantedChange,
  notes: readonly Note[] = [],
): Promise<unknown> {
  const productId = change.op === 'delete' ? change.productId : change.item.productId;
  const make = async () => (await orUnavailable(parts.changeCatalog(scope, [change])))[0];
  if (request.caller.kind !== 'admin' && request.headers['if-match'] === undefined)
    return answerWrite(reply, parts, scope, productId, await make(), notes);
  return parts.inTurn(`${scope} ${productId}`, async () => {
    const row = await orUnavailable(readItem(parts.database, scope, productId));
    const before = row === undefined ? undefined : itemView(row);
    checkSeen(request, before);
    const outcome = await make();
    const act = actOfChange(change, outcome, before);
    if (act !== null) await orUnavailable(recordAdminAct(parts, request, { ...act, subjectId: productId }));
    return answerWrite(reply, parts, scope, productId, outcome, notes);
  });
}
