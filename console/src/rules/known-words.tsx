import { For } from 'solid-js';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { listProducts } from '#console/queries/catalog.ts';

/** Ids of the lists of suggestions that inputs name by `list`. */
export const knownCategories = 'known-categories';
export const knownFacets = 'known-facets';

/** As many as the API answers at once: enough to see which attributes there are. */
const looksAt = 100;

/** Suggests to the inputs of a page the categories and attributes that the catalog has. Draws nothing. */
export function KnownWords() {
  const { tenant } = useTenant();
  const catalog = createLiveQuery(
    () => tenant().id,
    (id, signal) => listProducts(id, { facets: true, limit: looksAt }, signal),
    { everyMs: null },
  );
  const categories = () => (catalog.answer()?.meta.facets?.categories ?? []).map(({ category }) => category);
  const attributes = () => [
    ...new Set((catalog.answer()?.data ?? []).flatMap((product) => Object.keys(product.attributes))),
  ];
  return (
    <>
      <datalist id={knownCategories}>
        <For each={categories()}>{(category) => <option value={category} />}</For>
      </datalist>
      <datalist id={knownFacets}>
        <option value="category" />
        <option value="currency" />
        <For each={attributes()}>{(name) => <option value={`attributes.${name}`} />}</For>
      </datalist>
    </>
  );
}
