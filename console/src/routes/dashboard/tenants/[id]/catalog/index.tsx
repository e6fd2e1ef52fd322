import { createSignal, Show } from 'solid-js';
import { attributesInRules } from '#console/catalog/attributes-in-rules.ts';
import { CatalogFilters } from '#console/catalog/catalog-filters.tsx';
import { catalogTakes, productsAPage, useCatalogSearch } from '#console/catalog/catalog-search.ts';
import { ProductForm } from '#console/catalog/product-form.tsx';
import { ProductTable } from '#console/catalog/product-table.tsx';
import { Button, ButtonLink } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Pager } from '#console/components/pager.tsx';
import { say } from '#console/components/toasts.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { createProduct, listProducts } from '#console/queries/catalog.ts';

/** The products of the tenant: found, narrowed, edited where they stand, made and deleted. */
export default function Catalog() {
  const { tenant, isReadOnly } = useTenant();
  const inRules = createLiveQuery(
    () => tenant().id,
    (id, signal) => attributesInRules(id, signal),
    { everyMs: null },
  );
  const on = useCatalogSearch(() => inRules.answer() ?? (inRules.error() === null ? null : []));
  const [isCreating, setIsCreating] = createSignal(false);
  const query = createLiveQuery(
    // Asked once it is known what is counted: another question drops the answer, and with it an edit that was begun.
    () => (on.areFacetsKnown() ? { id: tenant().id, asked: on.asked() } : null),
    ({ id, asked }, signal) => listProducts(id, asked, signal),
  );
  const attributes = () => [
    ...new Set((query.answer()?.data ?? []).flatMap((product) => Object.keys(product.attributes))),
  ];
  const uploadPath = () => `${tenantPath(tenant().id)}/catalog/upload${on.space() === 'test' ? '?space=test' : ''}`;

  return (
    <Page
      title="Catalog"
      takes={catalogTakes}
      hint="What can be recommended. A change is in every answer within 2 seconds."
      actions={
        <Changes class="flex flex-wrap gap-2">
          <Show when={!isReadOnly()}>
            <ButtonLink href={uploadPath()}>Upload a file</ButtonLink>
          </Show>
          <Button look="primary" onClick={() => setIsCreating(true)}>
            Add a product
          </Button>
        </Changes>
      }
    >
      <div class="grid items-start gap-6 lg:grid-cols-[15rem_minmax(0,1fr)]">
        <CatalogFilters on={on} facets={query.answer()?.meta.facets} attributes={attributes()} />
        <Card>
          <Loaded query={query}>
            {(answer) => (
              <Show
                when={answer().data.length > 0}
                fallback={
                  on.isNarrowed() || on.offset() > 0 ? (
                    <Empty title="No product is like that" onClear={on.clear} />
                  ) : (
                    <Empty title="No products yet">
                      <p>
                        Add one, upload your products as CSV or JSON lines, or send them by the API (
                        <code>POST /api/v1/catalog/batch</code>).
                      </p>
                    </Empty>
                  )
                }
              >
                <ProductTable products={answer().data} space={on.space()} onChanged={query.refresh} />
                <Pager
                  offset={on.offset()}
                  limit={productsAPage}
                  total={answer().meta.total}
                  isAtLeast={answer().meta.totalIsAtLeast ?? false}
                  hasMore={
                    on.offset() + answer().data.length < answer().meta.total ||
                    (answer().meta.totalIsAtLeast === true && answer().data.length === productsAPage)
                  }
                  onGo={(offset) => on.narrow({ offset: offset === 0 ? undefined : String(offset) })}
                />
              </Show>
            )}
          </Loaded>
        </Card>
      </div>
      <Dialog isOpen={isCreating()} onClose={() => setIsCreating(false)} title="Add a product">
        <ProductForm
          submit="Add the product"
          onSave={async (product) => {
            await createProduct(tenant().id, on.space(), product);
            setIsCreating(false);
            query.refresh();
            say(`${product.name} is added.`);
          }}
        />
      </Dialog>
    </Page>
  );
}
