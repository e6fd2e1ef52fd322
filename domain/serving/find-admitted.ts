import type { CatalogItem } from '../catalog-item.ts';
import type { Worth } from '../strategies/worth.ts';
import type { ServingState } from './serving-state.ts';

/** A catalog of so many products is looked through by each question that needs it; of a larger one no more than these are looked at, and the next question goes on. */
export const mostLookedThrough = 16_384;
/** Of a catalog that is larger still it stays unknown how many are admitted: to go through it takes milliseconds even where all is known. */
const mostKnown = 524_288;

/**
 * The products that a question may be answered with; undefined if there are more than `most`, or if it is not known. The index of content knows what products are worth, and asks a rule once for each
 * value that it goes by; where it is not made yet, each product is asked for, a fifth of a microsecond each. `mayAnswer` and `worth` say the same.
 */
export function findAdmitted(
  { content, catalogSize, items }: Pick<ServingState, 'content' | 'catalogSize' | 'items'>,
  worth: Worth,
  mayAnswer: (item: CatalogItem) => boolean,
  most: number,
): ReadonlySet<string> | undefined {
  const isLarge = catalogSize > mostLookedThrough;
  if (catalogSize > mostKnown) return undefined;
  const index = content();
  if (index.size === catalogSize)
    return index.worthy(worth, most, isLarge ? mostLookedThrough : Number.POSITIVE_INFINITY);
  if (isLarge) return undefined;
  const found = new Set<string>();
  for (const item of items()) {
    if (!mayAnswer(item)) continue;
    if (found.size === most) return undefined;
    found.add(item.productId);
  }
  return found;
}
