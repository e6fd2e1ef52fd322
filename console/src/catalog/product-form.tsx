import { Show } from 'solid-js';
import { Field, TextAreaField } from '#console/components/field.tsx';
import { Form } from '#console/components/form.tsx';
import type { Product } from '#console/queries/catalog.ts';
import type { CatalogItemBody } from '#schemas/http/catalog.ts';

/** All fields of a product: of a new one, or of one that is there, whose id stays. `onSave` gets what was typed; what it throws is told at its field. */
export function ProductForm(props: {
  product?: Product;
  submit: string;
  onSave: (product: CatalogItemBody) => Promise<void>;
}) {
  const was = () => props.product;
  return (
    <Form
      submit={props.submit}
      onSubmit={(values) =>
        props.onSave(productOf({ ...values, productId: was()?.productId ?? values.productId ?? '' }))
      }
    >
      <div class="grid gap-4 sm:grid-cols-2">
        <Show when={was() === undefined}>
          <div class="sm:col-span-2">
            <Field label="Product id" name="productId" hint="Your own; it never changes." required />
          </div>
        </Show>
        <div class="sm:col-span-2">
          <Field label="Name" name="name" value={was()?.name ?? ''} required />
        </div>
        <div class="sm:col-span-2">
          <Field
            label="Category"
            name="category"
            value={was()?.category ?? ''}
            hint="A path is fine: Home > Kitchen > Mugs."
            required
          />
        </div>
        <Field label="Price" name="price" inputmode="decimal" value={was()?.price ?? ''} required />
        <Field label="Currency" name="currency" value={was()?.currency ?? ''} placeholder="The tenant's" />
        <Field label="Picture" name="imageUrl" value={was()?.imageUrl ?? ''} placeholder="https://…" />
        <Field label="Page in the shop" name="url" value={was()?.url ?? ''} placeholder="https://…" />
        <div class="sm:col-span-2">
          <TextAreaField label="Description" name="description" rows="3" value={was()?.description ?? ''} />
        </div>
        <div class="sm:col-span-2">
          <TextAreaField
            label="Attributes"
            name="attributes"
            rows="4"
            class="font-mono text-sm"
            spellcheck={false}
            hint="A JSON object. Rules can go by each of them."
            value={JSON.stringify(was()?.attributes ?? {}, null, 2)}
          />
        </div>
        <label class="flex items-center gap-2.5 text-sm sm:col-span-2">
          <input type="checkbox" name="available" class="size-4 accent-pine" checked={was()?.available ?? true} />
          Available: may be recommended
        </label>
      </div>
    </Form>
  );
}

/** A product as the API takes it. Empty optional texts are none. */
function productOf(values: Readonly<Record<string, string>>): CatalogItemBody {
  const { productId = '', name = '', category = '', price = '', attributes = '' } = values;
  const optional = (text: string | undefined) => (text === undefined || text.trim() === '' ? null : text.trim());
  return {
    productId,
    name,
    category,
    price: price.trim(),
    currency: optional(values.currency),
    imageUrl: optional(values.imageUrl),
    url: optional(values.url),
    description: optional(values.description),
    attributes: attributes.trim() === '' ? {} : attributesOf(attributes),
    available: values.available === 'on',
  };
}

function attributesOf(text: string): CatalogItemBody['attributes'] {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The attributes are no JSON: ${(error as Error).message}`);
  }
}
