import type { CatalogItem } from '../catalog-item.ts';
import type { Worth } from '../strategies/worth.ts';
import type { ServingState } from './serving-state.ts';

/** So many products of a catalog are looked at: of a larger one it stays unknown how many are admitted. */
const mostLookedAt = 16_384;

/**
 * The products that a question may be answered with; undefined if there are more than `most`, or too many to look through. The index of content knows what products are worth, and asks a rule once for each
 * value that it goes by; where it is not made yet, each product is asked for, a fifth of a microsecond each. `mayAnswer` and `worth` say the same.
 */
export function findAdmitted(
  { content, catalogSize, items }: Pick<ServingState, 'content' | 'catalogSize' | 'items'>,
  worth: Worth,
  mayAnswer: (item: CatalogItem) => boolean,
  most: number,
): ReadonlySet<string> | undefined {
  if (catalogSize > mostLookedAt) return undefined;
  const index = content();
  if (index.size === catalogSize) return index.worthy(worth, most);
  const found = new Set<string>();
  for (const item of items()) {
    if (!mayAnswer(item)) continue;
    if (found.size === most) return undefined;
    found.add(item.productId);
  }
  return found;
}
