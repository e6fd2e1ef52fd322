import { cooccurrences } from '#stores/cooccurrence/cooccurrences.ts';
import type { Projection } from '../projection.ts';
import { createBasketHost } from './basket-host.ts';
import { foldBaskets } from './fold-baskets.ts';

/** Table `cooccurrences`: counted in memory, since an order of many products makes more pairs than a table can take for each event. */
export const cooccurrence: Projection<'cooccurrence'> = {
  name: 'cooccurrence',
  tables: [cooccurrences],
  topic: 'events',
  follows: { kind: 'in_memory', open: createBasketHost },
  openFold: foldBaskets,
};
