import type { CatalogChange } from '#domain/catalog-item.ts';

export type CatalogOutcome = 'created' | 'updated' | 'deleted' | 'exists' | 'absent';

/** Whether the catalog has the product after a change, and what became of the change. In log order. */
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
