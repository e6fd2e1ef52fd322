import type { CatalogItemView } from '#schemas/http/catalog.ts';
import type { CatalogOutcome } from '#stores/catalog/read-outcomes.ts';
import type { WantedChange } from '../../catalog/change-catalog.ts';

/** Longer texts are cut off in the audit trail: it says what was done, and keeps no second catalog. */
const maxText = 200;

/** What a change did to a product that was `before`, as the audit trail tells it; null if it did nothing. An outcome that is not known yet will be what was asked for. */
export function actOfChange(
  change: WantedChange,
  outcome: CatalogOutcome | undefined,
  before: CatalogItemView | undefined,
): { action: string; detail: object } | null {
  if (outcome === 'exists' || outcome === 'absent' || outcome === 'refused') return null;
  if (change.op === 'delete') return { action: 'product.deleted', detail: { name: before?.name } };
  const { item } = change;
  if (before === undefined) return { action: 'product.created', detail: { name: item.name } };
  const { priceE4, ...rest } = item;
  const changed = Object.entries({ ...rest, price: Number(priceE4) / 10_000 }).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof CatalogItemView]),
  );
  const was = changed.map(([name]) => [name, short(before[name as keyof CatalogItemView])]);
  return {
    action: 'product.updated',
    detail: {
      ...Object.fromEntries(changed.map(([name, value]) => [name, short(value)])),
      before: Object.fromEntries(was),
    },
  };
}

function short(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, maxText);
  const text = JSON.stringify(value) ?? '';
  return text.length > maxText ? text.slice(0, maxText) : value;
}
