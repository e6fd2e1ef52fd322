import { grown } from '../memory/grown.ts';

/** The products of one catalog in the order in which they were created, so that the newest are found from the end. */
export type ShelfOrder = {
  /** A new product: the newest of all. Returns its place, which it keeps. */
  add(productId: string, isAvailable: boolean): number;
  setAvailable(place: number, isAvailable: boolean): void;
  remove(place: number): void;
  /** True if most places are empty: then add the products to a new order instead. */
  readonly isSparse: boolean;
  /** The newest available products, the newest first. */
  newest(limit: number): string[];
};

/** An order with fewer places than this is never called sparse. */
const fewPlaces = 1_024;

export function createShelfOrder(): ShelfOrder {
  const products: string[] = [];
  /** By place; 1 is available. */
  let available = new Uint8Array(fewPlaces);
  let held = 0;
  return {
    add(productId, isAvailable) {
      const place = products.length;
      products.push(productId);
      available = grown(available, place + 1);
      available[place] = isAvailable ? 1 : 0;
      held += 1;
      return place;
    },
    setAvailable(place, isAvailable) {
      available[place] = isAvailable ? 1 : 0;
    },
    remove(place) {
      products[place] = '';
      available[place] = 0;
      held -= 1;
    },
    get isSparse() {
      return products.length > fewPlaces && held * 2 < products.length;
    },
    newest(limit) {
      const found: string[] = [];
      for (let place = products.length - 1; place >= 0 && found.length < limit; place--)
        if (available[place] === 1) found.push(products[place] ?? '');
      return found;
    },
  };
}
