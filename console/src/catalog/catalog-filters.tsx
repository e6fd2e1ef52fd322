import { createSignal, createUniqueId, Show } from 'solid-js';
import { AttributeFacets } from '#console/catalog/attribute-facets.tsx';
import type { useCatalogSearch } from '#console/catalog/catalog-search.ts';
import { FacetChoices } from '#console/catalog/facet-choices.tsx';
import { Button } from '#console/components/button.tsx';
import { Field, SelectField } from '#console/components/field.tsx';
import { count } from '#console/format/numbers.ts';
import type { CatalogFacets } from '#schemas/http/catalog.ts';

/** Search, category, attributes, availability and space; each choice says how many products it leaves. `attributes` are names that products on the page have. */
export function CatalogFilters(props: {
  on: ReturnType<typeof useCatalogSearch>;
  facets: CatalogFacets | undefined;
  attributes: readonly string[];
}) {
  const { search, space, narrow } = props.on;
  const id = createUniqueId();
  // On a phone the choices would stand before the products, a screen or two of them.
  const [isOpen, setIsOpen] = createSignal(false);
  return (
    <search class="space-y-5">
      <Field
        label="Search"
        keyName="/"
        name="q"
        type="search"
        placeholder="Words, or an id"
        value={search.q ?? ''}
        onInput={(event) => narrow({ q: event.currentTarget.value || undefined }, { replace: true })}
      />
      <SelectField
        label="Availability"
        name="available"
        value={search.available ?? ''}
        onChange={(event) => narrow({ available: event.currentTarget.value || undefined })}
      >
        <option value="">Any</option>
        <option value="true">Available{numberOf(props.facets?.available)}</option>
        <option value="false">Unavailable{numberOf(props.facets?.unavailable)}</option>
      </SelectField>
      <SelectField
        label="Space"
        name="space"
        value={space()}
        onChange={(event) => narrow({ space: event.currentTarget.value === 'test' ? 'test' : undefined })}
      >
        <option value="live">Live</option>
        <option value="test">Test</option>
      </SelectField>
      <Button
        class="w-full lg:hidden"
        aria-expanded={isOpen()}
        aria-controls={id}
        onClick={() => setIsOpen((was) => !was)}
      >
        {isOpen() ? 'Hide categories and attributes' : 'By category or attribute'}
      </Button>
      <div id={id} class={`space-y-5 ${isOpen() ? '' : 'max-lg:hidden'}`}>
        <Show when={(props.facets?.categories.length ?? 0) > 0}>
          <FacetChoices
            title="Category"
            label="Categories"
            any="Any category"
            values={(props.facets?.categories ?? []).map(({ category, products }) => ({ value: category, products }))}
            isChosen={(category) => search.category === category}
            onChoose={(category) => narrow({ category })}
          />
        </Show>
        <AttributeFacets on={props.on} facets={props.facets?.attributes ?? []} suggested={props.attributes} />
      </div>
    </search>
  );
}

const numberOf = (products: number | undefined) => (products === undefined ? '' : ` (${count(products)})`);
