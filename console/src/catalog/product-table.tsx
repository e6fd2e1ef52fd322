import { A } from '@solidjs/router';
import { createMemo, createSignal, Show } from 'solid-js';
import { DeleteProduct } from '#console/catalog/delete-product.tsx';
import { productPath } from '#console/catalog/product-path.ts';
import { Button } from '#console/components/button.tsx';
import { EditInPlace } from '#console/components/edit-in-place.tsx';
import { Picture } from '#console/components/picture.tsx';
import { Switch } from '#console/components/switch.tsx';
import { Table } from '#console/components/table.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { Changes } from '#console/dashboard/changes.tsx';
import { useTenant } from '#console/dashboard/tenant-context.ts';
import { freeDigits, priceIn } from '#console/format/numbers.ts';
import { changeProduct, type Product, type Space } from '#console/queries/catalog.ts';
import type { CatalogItemBody } from '#schemas/http/catalog.ts';

/** Products as rows, whose name, category, price and availability are edited where they stand; each change can be undone. */
export function ProductTable(props: { products: readonly Product[]; space: Space; onChanged: () => void }) {
  const { tenant } = useTenant();
  /** As it was seen when its deletion was asked for. */
  const [deleting, setDeleting] = createSignal<Product | null>(null);

  /** Throws if it is refused; what has become of the products is read anew either way. */
  async function change(
    product: Product,
    to: Partial<CatalogItemBody>,
    from: Partial<CatalogItemBody>,
    text: string,
  ): Promise<void> {
    const apply = async (fields: Partial<CatalogItemBody>, seen: Partial<CatalogItemBody>) => {
      await changeProduct(tenant().id, props.space, product.productId, fields, seen).finally(props.onChanged);
    };
    await apply(to, from);
    say(text, () => apply(from, to));
  }
  const text = (product: Product, field: 'name' | 'category') => (
    <Changes>
      <EditInPlace
        label={`the ${field} of ${product.productId}`}
        value={product[field]}
        class="-mx-1.5 text-left"
        onSave={(value, seen) => change(product, { [field]: value }, { [field]: seen }, `${product.name} is changed.`)}
      >
        {product[field]}
      </EditInPlace>
    </Changes>
  );

  const priceText = ({ price, currency }: Product) => priceIn(currency ?? tenant().config.currency)(price);
  const free = createMemo(() => freeDigits(props.products.map(priceText)));
  const freeBehind = ({ productId }: Product) =>
    free()[props.products.findIndex((one) => one.productId === productId)] ?? 0;

  return (
    <>
      <Table
        caption="Products"
        rows={props.products}
        keyOf={({ productId }) => productId}
        columns={[
          {
            title: 'Product',
            cell: (product) => (
              <div class="flex min-w-56 items-center gap-3">
                <Picture imageUrl={product.imageUrl} name={product.name} />
                <div class="min-w-0">
                  {text(product, 'name')}
                  <A
                    href={productPath(tenant().id, props.space, product.productId)}
                    class="font-mono text-xs break-all text-pine underline-offset-4 hover:underline"
                  >
                    {product.productId}
                  </A>
                </div>
              </div>
            ),
          },
          { title: 'Category', cell: (product) => text(product, 'category') },
          {
            title: 'Price',
            isFigure: true,
            cell: (product) => (
              <Changes>
                <EditInPlace
                  label={`the price of ${product.name}`}
                  value={String(product.price)}
                  inputMode="decimal"
                  class="text-right"
                  onSave={(price, seen) =>
                    change(product, { price }, { price: seen }, `The price of ${product.name} is changed.`)
                  }
                >
                  <span style={{ 'padding-right': `${freeBehind(product)}ch` }}>{priceText(product)}</span>
                </EditInPlace>
              </Changes>
            ),
          },
          {
            title: 'Available',
            cell: (product) => (
              <Changes>
                <Switch
                  label={`${product.name} is available`}
                  isOn={product.available}
                  onChange={(available) =>
                    attempt(() =>
                      change(
                        product,
                        { available },
                        { available: !available },
                        `${product.name} is ${available ? 'available' : 'unavailable'}.`,
                      ),
                    )
                  }
                />
              </Changes>
            ),
          },
          {
            title: 'Actions',
            cell: (product) => (
              <Changes>
                <Button
                  look="bare"
                  isSmall
                  aria-label={`Delete ${product.name}`}
                  onClick={() => setDeleting({ ...product })}
                >
                  Delete
                </Button>
              </Changes>
            ),
          },
        ]}
      />
      <Show when={deleting()}>
        {(product) => (
          <DeleteProduct
            product={product()}
            space={props.space}
            onClose={() => setDeleting(null)}
            onDeleted={props.onChanged}
          />
        )}
      </Show>
    </>
  );
}
