import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { readJsonl } from './read-jsonl.ts';
import { compareWithPublished, readRetail } from './read-retail.ts';
import { readSessions } from './read-sessions.ts';
import { readShopifyOrders } from './read-shopify-orders.ts';
import type { Refusal } from './refusals.ts';
import type { ImportItem } from './send-catalog.ts';
import type { OrderColumns } from './shopify-order-row.ts';

export const importFormats = ['uci-online-retail', 'sessions', 'jsonl', 'shopify-orders'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** The currency of a format's amounts; a tenant that is made for an import gets it. */
export const currencyOf: Readonly<Partial<Record<ImportFormat, string>>> = { 'uci-online-retail': 'GBP' };

export type Input = {
  items: ImportItem[];
  /** True if the items have only an id; then items in the catalog stay as they are. */
  itemsArePlaceholders: boolean;
  events: Record<string, unknown>[];
  /** Of each event the line that it is on, or the first of several, from 1. */
  lines: number[];
  /** SHA-256 of the file's content as hex, of a format whose events may lack time and id; null for the others. */
  contentHash: string | null;
  read: Record<string, number>;
  /** Rows that the rules of the format leave out on purpose. */
  leftOut: Refusal[];
  /** Lines that are not events, and that the API would refuse. */
  refused: Refusal[];
  notes: string[];
};

/** How a file is read; `columns` is of formats whose ids may stand in others. */
export type ReadOptions = { encoding?: TextEncoding | undefined; columns?: Partial<OrderColumns> | undefined };

/** Reads one file. Throws if no line of it is in the format. */
export async function readInput(
  format: ImportFormat,
  file: string,
  { encoding = 'utf-8', columns = {} }: ReadOptions = {},
): Promise<Input> {
  switch (format) {
    case 'uci-online-retail': {
      const { items, events, lines, leftOut, refused, dateOrder, ...read } = await readRetail(file, encoding);
      const figures = { ...read, products: items.length };
      return {
        items,
        itemsArePlaceholders: false,
        events,
        lines,
        contentHash: null,
        read: figures,
        leftOut,
        refused,
        notes: [
          ...compareWithPublished(figures),
          ...(dateOrder === undefined ? [] : [`dates such as 1/2/2011 are read ${dateOrder}`]),
        ],
      };
    }
    case 'sessions': {
      const { items, events, lines, rows, sessions, refused } = await readSessions(file, encoding);
      const read = { rows, sessions, products: items.length };
      return { ...nothing, items, itemsArePlaceholders: true, events, lines, read, refused };
    }
    case 'shopify-orders': {
      const order = { product: columns.product ?? 'Lineitem sku', user: columns.user ?? null };
      const { items, events, lines, leftOut, refused, ...read } = await readShopifyOrders(file, encoding, order);
      return { ...nothing, items, itemsArePlaceholders: true, events, lines, read, leftOut, refused };
    }
    case 'jsonl': {
      const { events, lines, contentHash, rows, refused } = await readJsonl(file, encoding);
      return { ...nothing, events, lines, contentHash, read: { rows }, refused };
    }
  }
}

const nothing = { items: [], itemsArePlaceholders: false, contentHash: null, leftOut: [], notes: [] };
