import type { TextEncoding } from '#runtime/text/line-reader.ts';
import { readJsonl } from './read-jsonl.ts';
import { compareWithPublished, readRetail } from './read-retail.ts';
import { readSessions } from './read-sessions.ts';
import type { Refusal } from './refusals.ts';
import type { ImportItem } from './send-catalog.ts';

export const importFormats = ['uci-online-retail', 'sessions', 'jsonl'] as const;
export type ImportFormat = (typeof importFormats)[number];

/** The currency of a format's amounts; a tenant that is made for an import gets it. */
export const currencyOf: Readonly<Partial<Record<ImportFormat, string>>> = { 'uci-online-retail': 'GBP' };

export type Input = {
  items: ImportItem[];
  /** True if the items have only an id; then items in the catalog stay as they are. */
  itemsArePlaceholders: boolean;
  events: Record<string, unknown>[];
  read: Record<string, number>;
  /** Rows that the rules of the format leave out on purpose. */
  leftOut: Refusal[];
  /** Lines that are not events, and that the API would refuse. */
  refused: Refusal[];
  notes: string[];
};

/** Reads one file. Throws if no line of it is in the format. */
export async function readInput(format: ImportFormat, file: string, encoding: TextEncoding = 'utf-8'): Promise<Input> {
  switch (format) {
    case 'uci-online-retail': {
      const { items, events, leftOut, refused, dateOrder, ...read } = await readRetail(file, encoding);
      const figures = { ...read, products: items.length };
      return {
        items,
        itemsArePlaceholders: false,
        events,
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
      const { items, events, rows, sessions, refused } = await readSessions(file);
      const read = { rows, sessions, products: items.length };
      return { items, itemsArePlaceholders: true, events, read, leftOut: [], refused, notes: [] };
    }
    case 'jsonl': {
      const { events, rows, refused } = await readJsonl(file);
      return { items: [], itemsArePlaceholders: false, events, read: { rows }, leftOut: [], refused, notes: [] };
    }
  }
}
