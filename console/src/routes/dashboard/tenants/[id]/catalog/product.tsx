import { A, useNavigate, useSearchParams } from '@solidjs/router';
import { createSignal, For, Show } from 'solid-js';
import { DeleteProduct } from '#console/catalog/delete-product.tsx';
import { Neighbours } from '#console/catalog/neighbours.tsx';
import { ProductFigures } from '#console/catalog/product-figures.tsx';
import { ProductForm } from '#console/catalog/product-form.tsx';
import { Badge } from '#console/components/badge.tsx';
import { Button } from '#console/components/button.tsx';
import { Card } from '#console/components/card.tsx';
import { Dialog } from '#console/components/dialog.tsx';
import { Empty } from '#console/components/empty.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Page } from '#console/components/page.tsx';
import { Picture } from '#console/components/picture.tsx';
import { say } from '#console/components/toasts.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { tenantPath } from '#console/dashboard/nav.ts';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { priceIn } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { type Product, putProduct, readProduct, type SeenProduct, type Space } from '#console/queries/catalog.ts';

const neighbours = [
  { strategy: 'session', title: 'Looked at next', hint: 'By visits that had it.' },
  { strategy: 'frequently_bought_together', title: 'Bought together', hint: 'By orders that had it.' },
  { strategy: 'content_based', title: 'Like it', hint: 'By words, category, attributes and price.' },
] as const;

/** One product: what it is, what its recommendations led to, and what would be shown beside it. */
export default function OneProduct() {
  const { tenant } = useTenant();
  const navigate = useNavigate();
  const [search] = useSearchParams<{ productId?: string; space?: string }>();
  const productId = () => search.productId ?? '';
  const space = (): Space => (search.space === 'test' ? 'test' : 'live');
  // As it was when the form was opened: what is read meanwhile touches no draft.
  const [editing, setEditing] = createSignal<SeenProduct | null>(null);
  const [isDeleting, setIsDeleting] = createSignal(false);
  const query = createLiveQuery(
    () => (productId() === '' ? null : { id: tenant().id, space: space(), productId: productId() }),
    (key, signal) => readProduct(key.id, key.space, key.productId, signal),
  );
  const listPath = () => `${tenantPath(tenant().id)}/catalog${space() === 'test' ? '?space=test' : ''}`;

  return (
    <Page
      title={query.answer()?.product.name ?? (productId() || 'No product')}
      hint={
        <A href={listPath()} class="text-pine underline underline-offset-4">
          The whole catalog
        </A>
      }
      actions={
        <Changes class="flex flex-wrap gap-2">
          <Button disabled={query.answer() === undefined} onClick={() => setIsDeleting(true)}>
            Delete
          </Button>
          <Button
            look="primary"
            disabled={query.answer() === undefined}
            onClick={() => setEditing(query.answer() ?? null)}
          >
            Edit the product
          </Button>
        </Changes>
      }
    >
      <Loaded query={query} skeleton={productId() === '' ? <Empty title="The address names no product" /> : undefined}>
        {(seen) => (
          <>
            <Card>
              <Facts product={seen().product} />
            </Card>
            <Card title="What its recommendations led to" hint="The last 30 days, on all placements.">
              <ProductFigures productId={seen().product.productId} space={space()} />
            </Card>
            <div class="grid gap-6 lg:grid-cols-3">
              <For each={neighbours}>
                {({ strategy, title, hint }) => (
                  <Card title={title} hint={hint}>
                    <Neighbours productId={seen().product.productId} space={space()} strategy={strategy} />
                  </Card>
                )}
              </For>
            </div>
            <Dialog
              isOpen={editing() !== null}
              onClose={() => setEditing(null)}
              title={`Edit ${editing()?.product.name}`}
            >
              <Show when={editing()}>
                {(opened) => (
                  <ProductForm
                    product={opened().product}
                    submit="Save the product"
                    onSave={async (changed) => {
                      const { product, etag } = opened();
                      const { createdAt: _, updatedAt: __, ...before } = product;
                      const savedEtag = await putProduct(tenant().id, space(), changed, etag).finally(query.refresh);
                      setEditing(null);
                      say(`${changed.name} is saved.`, async () => {
                        await putProduct(tenant().id, space(), before, savedEtag).finally(query.refresh);
                      });
                    }}
                  />
                )}
              </Show>
            </Dialog>
            <Show when={isDeleting()}>
              <DeleteProduct
                product={seen().product}
                space={space()}
                onClose={() => setIsDeleting(false)}
                onDeleted={() => navigate(listPath(), { replace: true })}
              />
            </Show>
          </>
        )}
      </Loaded>
    </Page>
  );
}

function Facts(props: { product: Product }) {
  const { tenant } = useTenant();
  const attributes = () => Object.entries(props.product.attributes as Record<string, unknown>);
  return (
    <div class="flex flex-wrap gap-6">
      <Picture imageUrl={props.product.imageUrl} name={props.product.name} class="size-32 text-2xl" />
      <div class="min-w-0 flex-1 basis-72 space-y-3 break-words">
        <p class="flex flex-wrap items-center gap-3">
          <span class="figures text-xl font-semibold">
            {priceIn(props.product.currency ?? tenant().config.currency)(props.product.price)}
          </span>
          <Badge tone={props.product.available ? 'good' : 'notice'}>
            {props.product.available ? 'available' : 'unavailable'}
          </Badge>
        </p>
        <p class="text-soft">{props.product.category}</p>
        <Show when={props.product.description}>
          <p class="max-w-prose">{props.product.description}</p>
        </Show>
        <dl class="grid grid-cols-[fit-content(40%)_minmax(0,1fr)] gap-x-4 gap-y-1 text-sm">
          <dt class="text-soft">Product id</dt>
          <dd class="font-mono break-all">{props.product.productId}</dd>
          <For each={attributes()}>
            {([name, value]) => (
              <>
                <dt class="wrap-anywhere text-soft">{name}</dt>
                <dd class="break-words">{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
              </>
            )}
          </For>
          <dt class="text-soft">Written</dt>
          <dd class="figures">
            {props.product.createdAt.slice(0, 10)}, last {props.product.updatedAt.slice(0, 16).replace('T', ' ')} UTC
          </dd>
        </dl>
      </div>
    </div>
  );
}
