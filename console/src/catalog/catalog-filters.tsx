import { Show } from 'solid-js';
import { AttributeFacets } from '#console/catalog/attribute-facets.tsx';
import type { useCatalogSearch } from '#console/catalog/catalog-search.ts';
import { FacetChoices } from '#console/catalog/facet-choices.tsx';
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
  return (
    <div class="space-y-5">
      <Field
        label="Search"
        name="q"
        type="search"
        placeholder="Words of name, id, category"
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
  );
}

const numberOf = (products: number | undefined) => (products === undefined ? '' : ` (${count(products)})`);
