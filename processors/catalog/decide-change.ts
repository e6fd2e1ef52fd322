import type { CatalogChange } from '#domain/catalog-item.ts';

export type CatalogOutcome = 'created' | 'updated' | 'deleted' | 'exists' | 'absent';

/** Decides what becomes of a change, and whether the catalog has the product after it. Changes must come in the order of the log. */
export function decideChange(
  isPresent: boolean,
  op: CatalogChange['op'],
): { outcome: CatalogOutcome; isPresent: boolean } {
  switch (op) {
    case 'create':
      return { outcome: isPresent ? 'exists' : 'created', isPresent: true };
    case 'put':
      return { outcome: isPresent ? 'updated' : 'created', isPresent: true };
    case 'delete':
      return { outcome: isPresent ? 'deleted' : 'absent', isPresent: false };
  }
}
