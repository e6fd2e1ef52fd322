import { createResource, Show } from 'solid-js';
import { tellingWords, textOfBeginning } from '#console/catalog/file-encoding.ts';
import { notText } from '#console/catalog/not-text.ts';
import { columnMeaning } from '#console/catalog/product-of-row.ts';
import { columnsOf } from '#console/catalog/read-product-file.ts';
import type { ChosenFile } from '#console/catalog/send-products-file.ts';
import { Code } from '#console/components/code.tsx';
import { TextLink } from '#console/site/account-frame.tsx';

const example = `productId,name,category,price,available,imageUrl,url,brand
mug-blue,Blue mug,Home > Kitchen,12.95,true,https://shop.example/mug.jpg,https://shop.example/mug,Riva`;
/** Of a table by our names, enough for its heading. */
const headingBytes = 65_536;
const shownWords = 3;
type Seen = { attributes: string[]; words: string[] };

/** What a file looks like, which columns of the chosen one become attributes, and how its letters are read. */
export function FileExamples(props: { chosen: ChosenFile | null }) {
  const [seen] = createResource(() => props.chosen, seenIn, { initialValue: { attributes: [], words: [] } });
  return (
    <>
      <details class="mt-4">
        <summary class="text-sm text-pine">What a file looks like</summary>
        <div class="mt-3 space-y-2">
          <Code label="An example of a file" text={example} />
          <p class="text-sm text-soft">
            productId, name, category and price are needed. Columns that are no field of a product become attributes. A
            product that is there already is replaced; of lines with one id the first counts. What is read of feeds and
            exports stands in <TextLink href="/docs/catalog-files">Catalogs as files</TextLink>.
          </p>
        </div>
      </details>
      <Show when={seen.latest.attributes.length > 0}>
        <p class="mt-4 text-sm break-words text-soft">Taken as attributes: {seen.latest.attributes.join(', ')}.</p>
      </Show>
      <Show when={seen.latest.words.length > 0}>
        <p class="mt-4 text-sm break-words text-soft">
          Its letters are read so: {seen.latest.words.join(', ')}. If that is wrong, choose how they are stored.
        </p>
      </Show>
    </>
  );
}

async function seenIn({ file, kind, encoding }: ChosenFile): Promise<Seen> {
  const beginning = new Uint8Array(await file.slice(0, headingBytes).arrayBuffer());
  if (notText(beginning, false) !== null) return { attributes: [], words: [] };
  const text = textOfBeginning(beginning, encoding);
  const words = tellingWords(text, shownWords);
  if (kind !== 'own') return { attributes: [], words };
  const [heading = ''] = text.split('\n', 1);
  const attributes = columnsOf(heading).flatMap((column) => {
    const meaning = columnMeaning(column);
    return 'attribute' in meaning ? [meaning.attribute] : [];
  });
  return { attributes, words };
}
