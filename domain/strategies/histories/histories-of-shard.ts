import type { JointItems } from '../../interactions/joint-items.ts';
import type { Shoppers } from '../../interactions/shoppers.ts';
import type { ListsInPlace } from '../../memory/int-lists.ts';

/** What rows are learnt from in one shard: what its shoppers have, and who has a product. The shard itself has it, and so has a copy of it (`copied-histories.ts`). */
export type HistoriesOfShard = {
  readonly items: { readonly size: number };
  readonly shoppers: Pick<Shoppers, 'places' | 'held' | 'holdersOf'> & {
    readonly histories: ListsInPlace;
    readonly refsWith: ListsInPlace;
  };
};

/** The joint numbers of products, without their names. */
export type JointNumbers = Pick<JointItems, 'size' | 'numbersOf' | 'itemsOf'>;
