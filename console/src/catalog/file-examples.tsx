import { createResource, For, Show } from 'solid-js';
import { columnMeaning } from '#console/catalog/product-of-row.ts';
import { readProductFile } from '#console/catalog/read-product-file.ts';
import type { ChosenFile } from '#console/catalog/send-products-file.ts';
import { Code } from '#console/components/code.tsx';
import { TextLink } from '#console/site/account-frame.tsx';

const example = `productId,name,category,price,available,imageUrl,url,brand
mug-blue,Blue mug,Home > Kitchen,12.95,true,https://shop.example/mug.jpg,https://shop.example/mug,Riva`;
/** Of a table by our names, enough for its heading. */
const headingBytes = 65_536;

/** What a file looks like, and which columns of the chosen one become attributes. */
export function FileExamples(props: { chosen: ChosenFile | null }) {
  const [attributes] = createResource(() => props.chosen, attributesOf, { initialValue: [] });
  return (
    <>
      <details class="mt-4">
        <summary class="text-sm text-pine">What a file looks like</summary>
        <div class="mt-3 space-y-2">
          <Code label="An example of a file" text={example} />
          <p class="text-sm text-soft">
            productId, name, category and price are needed. Columns that are no field of a product become attributes. A
            product that is there already is replaced. What is read of feeds and exports stands in{' '}
            <TextLink href="/docs/catalog-files">Catalogs as files</TextLink>.
          </p>
        </div>
      </details>
      <Show when={attributes.latest.length > 0}>
        <p class="mt-4 text-sm text-soft">
          Taken as attributes:{' '}
          <For each={attributes.latest}>{(one, index) => `${index() === 0 ? '' : ', '}${one}`}</For>.
        </p>
      </Show>
    </>
  );
}

async function attributesOf({ file, kind }: ChosenFile): Promise<string[]> {
  if (kind !== 'own') return [];
  const [heading = ''] = (await file.slice(0, headingBytes).text()).split('\n', 1);
  const { columns } = await readProductFile(`${heading}\n`).catch(() => ({ columns: null }));
  return (columns ?? []).flatMap((column) => {
    const meaning = columnMeaning(column);
    return 'attribute' in meaning ? [meaning.attribute] : [];
  });
}
