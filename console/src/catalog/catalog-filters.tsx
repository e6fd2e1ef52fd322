import { For, Show } from 'solid-js';
import type { useCatalogSearch } from '#console/catalog/catalog-search.ts';
import { Field, SelectField } from '#console/components/field.tsx';
import { count } from '#console/format/numbers.ts';
import type { CatalogFacets } from '#schemas/http/catalog.ts';

/** Categories that are seen without asking for more. */
const seenAtFirst = 12;

/** Search, category, availability and space; each choice says how many products it leaves. */
export function CatalogFilters(props: { on: ReturnType<typeof useCatalogSearch>; facets: CatalogFacets | undefined }) {
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
        <Categories
          categories={props.facets?.categories ?? []}
          chosen={search.category}
          onChoose={(category) => narrow({ category })}
        />
      </Show>
    </div>
  );
}

const numberOf = (products: number | undefined) => (products === undefined ? '' : ` (${count(products)})`);

function Categories(props: {
  categories: CatalogFacets['categories'];
  chosen: string | undefined;
  onChoose: (category: string | undefined) => void;
}) {
  const first = () => props.categories.slice(0, seenAtFirst);
  const others = () => props.categories.slice(seenAtFirst);
  const list = (categories: () => CatalogFacets['categories']) => (
    <ul class="space-y-0.5">
      <For each={categories()}>
        {({ category, products }) => (
          <li>
            <button
              type="button"
              aria-pressed={props.chosen === category}
              onClick={() => props.onChoose(props.chosen === category ? undefined : category)}
              class="flex min-h-8 w-full items-center justify-between gap-2 rounded-sm px-2 text-left text-sm text-soft hover:bg-sunken hover:text-ink aria-pressed:bg-pine-soft aria-pressed:font-medium aria-pressed:text-pine"
            >
              <span class="min-w-0 break-words">{category}</span>
              <span class="figures">{count(products)}</span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
  return (
    <section aria-label="Categories">
      <div class="mb-1.5 flex items-baseline justify-between">
        <h2 class="text-sm font-medium">Category</h2>
        <Show when={props.chosen}>
          <button type="button" class="text-sm text-pine underline" onClick={() => props.onChoose(undefined)}>
            Any category
          </button>
        </Show>
      </div>
      {list(first)}
      <Show when={others().length > 0}>
        <details>
          <summary class="min-h-8 px-2 py-1.5 text-sm text-pine">{others().length} more</summary>
          {list(others)}
        </details>
      </Show>
    </section>
  );
}
