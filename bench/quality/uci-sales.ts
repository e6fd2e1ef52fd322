import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';

type Sale = { invoice: string; item: string; customer: string; timeMs: number; name: string; price: number };

/** What comes from this time on is asked about. */
export const salesSplitMs = Date.UTC(2011, 10, 9);

/** The lines of UCI Online Retail that are sales of products, in their order: no cancellations, fees or postage. `customer` is empty if unknown. */
export function readUciSales(folder: string): Sale[] {
  const text = gunzipSync(readFileSync(join(folder, 'uci-online-retail', 'online_retail.csv.gz'))).toString();
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  return rows.flatMap((row) => {
    const { InvoiceNo: invoice = '', StockCode = '', InvoiceDate = '', CustomerID: customer = '' } = row;
    const item = StockCode.toUpperCase();
    const isSale = Number(row.Quantity) > 0 && Number(row.UnitPrice) > 0 && !invoice.startsWith('C');
    return isSale && /^\d{5}/.test(item)
      ? [
          {
            invoice,
            item,
            customer,
            timeMs: timeOf(InvoiceDate),
            name: row.Description ?? '',
            price: Number(row.UnitPrice),
          },
        ]
      : [];
  });
}

/** The file has `2010-12-01 08:26:00` or `12/1/2010 8:26`. */
function timeOf(text: string): number {
  const us = /^(\d+)\/(\d+)\/(\d{4}) (\d+):(\d+)/.exec(text);
  if (us === null) return Date.parse(`${text.replace(' ', 'T')}Z`);
  const [, month, day, year, hour, minute] = us.map(Number);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute);
}
