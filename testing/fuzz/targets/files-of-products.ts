import type { FileFormat, FileRow } from '#domain/catalog/files/file-format.ts';
import { fileFormats } from '#domain/catalog/files/index.ts';
import { createItemReader } from '#ingest/catalog-files/read-feed-items.ts';
import { createTableReader } from '#runtime/tables/read-table.ts';
import { FileFault } from '#runtime/text/file-fault.ts';
import { ofText, type Taken } from '../target.ts';
import { catalogItems } from './events-and-items.ts';

const nowMs = Date.UTC(2026, 6, 15, 12);

/** Reads rows as one format has them: its products are judged as any that is sent to the catalog. */
function productsOf({ columnName, createReader, idColumn }: FileFormat, rows: readonly FileRow[]): Taken {
  const reader = createReader({ idColumn, nowMs });
  const named = rows.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(Object.entries(cells).map(([heading, text]) => [columnName(heading), text])),
  }));
  const found = [...named.flatMap((row) => reader.push(row)), ...reader.end()];
  const taken = found.filter((one) => 'product' in one && catalogItems.take(one.product) === 'taken');
  return taken.length > 0 ? 'taken' : 'refused';
}
const orRefused = (read: () => Taken): Taken => {
  try {
    return read();
  } catch (error) {
    if (error instanceof FileFault) return 'refused';
    throw error;
  }
};

export const productTables = ofText({
  name: 'tables of products',
  corpus: [
    'id,title,price,availability,description\nmug,"Mug, blue",12.95 EUR,in_stock,"two\nlines ""quoted"""\npan,Pan,1,\n',
    'id\ttitle\tprice\tsale_price\tlink\nmug\tMug\t12.95 EUR\t9 EUR\thttps://shop.example/mug\n',
    'Handle;Title;Variant Price;Type;Published\nmug;Mug;12.95;Kitchen;true\nmug;;13.95;;\n',
    'ID,Type,Name,Regular price,Categories,Published\n7,simple,Mug,12.95,"Home > Kitchen",1\n8,variable,Pan,,Home,1\n',
  ],
  take: (text) =>
    orRefused(() => {
      const reader = createTableReader({ encoding: 'utf-8', checkColumns: () => {} });
      const rows = [...reader.push(Buffer.from(text)), ...reader.end()].filter((row) => 'cells' in row);
      const taken = Object.values(fileFormats).map((format) => productsOf(format, rows));
      return taken.includes('taken') ? 'taken' : 'refused';
    }),
});

export const productFeeds = ofText({
  name: 'feeds of products in XML',
  corpus: [
    '<?xml version="1.0"?><rss xmlns:g="x" version="2.0"><channel><item><g:id>mug</g:id><title><![CDATA[Blue <b>mug</b>]]></title><g:price>12.95 EUR</g:price></item></channel></rss>',
    '<feed><entry><id>b&amp;w</id><title>Caf\u00e9</title><link href="/a"/><price>1</price></entry></feed>',
  ],
  take: (text) =>
    orRefused(() => {
      const reader = createItemReader();
      return productsOf(fileFormats['google-feed'], [...reader.push(text), ...reader.end()]);
    }),
});
