import type { WrittenItem } from '../catalog-item.ts';
import type { ShopEvent } from '../events/shop-event.ts';
import { createPastModels, type PastModels } from './past-models.ts';

/** The models that serve, in shards as the log has partitions, fed by the steps of an evaluation. */
export type EvaluatedModel = Pick<PastModels, 'stateAt' | 'settle'> & { learn(event: ShopEvent): void };

/** All events of an evaluation are in this scope. */
const scope = 1;

/**
 * `catalog`: the products of the shop; if it is null, a product is in the catalog from its first event on, with its id for a name. `learnsRows`: whether the rows of `collaborative` are learnt, or
 * never, as in the first moments of a process.
 */
export function createEvaluatedModel(options: {
  partitions: number;
  partitionOf: (userId: string) => number;
  catalog: readonly (WrittenItem & { createdAtMs?: number })[] | null;
  learnsRows: boolean;
}): EvaluatedModel {
  const { partitions, partitionOf, catalog: known, learnsRows } = options;
  // Placeholders say nothing that products could be similar in.
  const models = createPastModels(scope, { partitions, isAlike: known !== null });
  const put = ({ createdAtMs = 0, ...item }: WrittenItem & { createdAtMs?: number }) =>
    models.put({ scope, productId: item.productId, op: 'create', item, receivedAtMs: createdAtMs, createdAtMs });
  for (const item of known ?? []) put(item);
  return {
    learn(event) {
      if (known === null && !models.has(event.productId)) put(placeholder(event.productId));
      models.apply(partitionOf(event.userId), { kind: 'event', event });
    },
    stateAt: models.stateAt,
    settle: () => learnsRows && models.settle(),
  };
}

const placeholder = (productId: string): WrittenItem => ({
  productId,
  name: productId,
  category: '',
  priceE4: 0n,
  currency: null,
  imageUrl: null,
  url: null,
  description: null,
  attributes: {},
  available: true,
});
