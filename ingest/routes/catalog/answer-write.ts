import type { FastifyReply, FastifyRequest } from 'fastify';
import { type JudgedItem, judgeItem, productIdErrors } from '#domain/catalog/judge-item.ts';
import type { Scope } from '#domain/scope.ts';
import { success } from '#runtime/http/envelope.ts';
import { Problem } from '#runtime/http/problem.ts';
import { tagOf } from '#runtime/http/tagged.ts';
import { countNotes, type Note } from '#schemas/http/notes.ts';
import { readItem } from '#stores/catalog/read-items.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';
import { itemView } from '../../catalog/item-view.ts';
import { orUnavailable } from '../../or-unavailable.ts';
import type { CatalogParts } from './catalog-surface.ts';

/** Answers a write by its outcome: with the item as it is now if the change was made, as pending if the outcome is not known yet. `notes`: what of it is kept otherwise than it was sent. */
export async function answerWrite(
  reply: FastifyReply,
  { database }: Pick<CatalogParts, 'database'>,
  scope: Scope,
  productId: string,
  outcome: CatalogOutcome | undefined,
  notes: readonly Note[] = [],
): Promise<unknown> {
  switch (outcome) {
    case 'created':
    case 'updated': {
      const row = await orUnavailable(readItem(database, scope, productId));
      // Another write may have deleted it by now, or may be about to make it; in either case the client has to look again.
      if (row === undefined) return pending(reply, productId, notes);
      reply.code(outcome === 'created' ? 201 : 200);
      const item = itemView(row);
      reply.header('etag', tagOf(item));
      return success(item, told(notes));
    }
    case 'deleted':
      return reply.code(204).send();
    case 'exists':
      throw new Problem(409, `Product ${JSON.stringify(productId)} is in the catalog already: replace it by PUT.`);
    case 'absent':
      throw noSuchItem(productId);
    case 'refused':
      throw new Problem(400, refusedMessage);
    case undefined:
      return pending(reply, productId, notes);
  }
}

export const refusedMessage = 'The catalog could not store this item; it is kept among the dead letters.';

const told = (notes: readonly Note[]) => (notes.length === 0 ? {} : { notes, ...countNotes([notes]) });

function pending(reply: FastifyReply, productId: string, notes: readonly Note[]): unknown {
  reply.code(202);
  return success({ productId }, { pending: true, ...told(notes) });
}

/** Returns the 404 for an item. */
export function noSuchItem(productId: string): Problem {
  return new Problem(404, `There is no product ${JSON.stringify(productId)} in the catalog.`);
}

/** Returns the product id in the path; throws a 400 if it cannot be a product id. */
export function productIdOf(request: FastifyRequest): string {
  const { productId } = request.params as { productId: string };
  const errors = productIdErrors(productId);
  if (errors.length > 0) throw new Problem(400, 'The product id is not valid: see errors.', { errors });
  return productId;
}

/** Returns the item that was sent; throws a 400 that says what to do if it is not valid. */
export function itemOf(body: unknown): Extract<JudgedItem, { ok: true }> {
  const judged = judgeItem(body);
  if (!judged.ok) throw new Problem(400, 'The item is not valid: see errors.', { errors: judged.errors });
  return judged;
}
