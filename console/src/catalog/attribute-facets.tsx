import { createUniqueId, For, Show } from 'solid-js';
import type { useCatalogSearch } from '#console/catalog/catalog-search.ts';
import { FacetChoices } from '#console/catalog/facet-choices.tsx';
import { Field } from '#console/components/field.tsx';
import type { CatalogFacets } from '#schemas/http/catalog.ts';

/** As many attributes as the API counts at once. */
const maxShown = 5;

/** The merchant's own attributes: those that rules name, or those that are chosen here, each with its most frequent values. `suggested` are names that products have. */
export function AttributeFacets(props: {
  on: ReturnType<typeof useCatalogSearch>;
  facets: CatalogFacets['attributes'];
  suggested: readonly string[];
}) {
  const list = createUniqueId();
  const { attributes, facetsOf, chooseAttribute, showFacets } = props.on;
  const unshown = () => props.suggested.filter((name) => !facetsOf().includes(name));
  /** A value that is chosen and that no product is left with stands here all the same, so that it can be taken back. */
  const valuesOf = ({ name, values }: CatalogFacets['attributes'][number]) => {
    const chosen = attributes().get(name);
    return chosen === undefined || values.some(({ value }) => value === chosen)
      ? values
      : [...values, { value: chosen, products: 0 }];
  };
  return (
    <>
      <For each={props.facets}>
        {(facet) => (
          <FacetChoices
            title={facet.name}
            label={`Values of ${facet.name}`}
            any="Any"
            values={valuesOf(facet)}
            isChosen={(value) => attributes().get(facet.name) === value}
            onChoose={(value) => chooseAttribute(facet.name, value)}
            actions={
              <button
                type="button"
                class="shrink-0 text-sm text-soft underline"
                aria-label={`Hide ${facet.name}`}
                onClick={() => showFacets(facetsOf().filter((name) => name !== facet.name))}
              >
                Hide
              </button>
            }
          />
        )}
      </For>
      <Show when={facetsOf().length < maxShown}>
        <Field
          label="Narrow by attribute"
          name="facetOf"
          list={list}
          autocomplete="off"
          placeholder={unshown()[0] ?? 'its name'}
          onChange={(event) => {
            const name = event.currentTarget.value.trim();
            event.currentTarget.value = '';
            if (name !== '') showFacets([...new Set([...facetsOf(), name])]);
          }}
        />
        <datalist id={list}>
          <For each={unshown()}>{(name) => <option value={name} />}</For>
        </datalist>
      </Show>
    </>
  );
}
