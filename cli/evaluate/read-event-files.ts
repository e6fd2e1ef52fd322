import type { WrittenItem } from '#domain/catalog-item.ts';
import { createTimeline, type Timeline } from '#domain/evaluation/timeline.ts';
import { judgeEvent } from '#domain/events/judge-event.ts';
import { normaliseWireEvent } from '#domain/events/spellings/index.ts';
import { weightOf } from '#domain/events/weight.ts';
import { priceE4Of } from '#domain/price.ts';
import { several } from '#domain/several.ts';
import { sha256 } from '#runtime/sha256.ts';
import { type ImportFormat, readInput } from '../import/read-input.ts';
import type { ImportItem } from '../import/send-catalog.ts';
import { BadInput, type BadLines } from './bad-lines.ts';
import { parseJson } from './parse-json.ts';
import { linesOf } from './read-tsv.ts';

/** The events of files, the catalog if they bring one, and what was passed over. */
export type EventFiles = {
  timeline: Timeline;
  catalog: WrittenItem[] | null;
  duplicates: number;
  /** Events of a type that says nothing of interest, such as impressions. */
  weightless: number;
  notes: string[];
};

/** Reads files of events: our own lines (and their Segment and GA4 spellings), as `POST /events` takes them, or a format of `recomengine import`, by its rules. */
export async function readEventFiles(
  files: readonly string[],
  format: ImportFormat,
  nowMs: number,
  bad: BadLines,
  onEvent: (done: number) => void,
): Promise<EventFiles> {
  const timeline = createTimeline();
  const found: EventFiles = { timeline, catalog: null, duplicates: 0, weightless: 0, notes: [] };
  const ids = new Set<string>();
  const take = (wire: unknown, file: string, line: number, text: () => string) => {
    const context = { scope: 1, receivedAtMs: nowMs, isKnownProduct: () => true, hash: sha256 };
    const outcome = judgeEvent(wire, context);
    if (!outcome.ok) {
      bad.add(file, line, outcome.errors.map(({ message }) => message).join(' '), text());
      return;
    }
    const { event } = outcome;
    const id = event.id.toString('latin1');
    if (ids.has(id)) found.duplicates += 1;
    else if (weightOf(event.type) === 0) found.weightless += 1;
    else timeline.add({ ...event, orderId: event.purchase?.orderId ?? null });
    ids.add(id);
    onEvent(timeline.size);
  };
  for (const file of files) {
    if (format === 'jsonl') {
      let line = 0;
      for await (const text of linesOf(file)) {
        line += 1;
        if (text.trim() === '') continue;
        const sent = parseJson(text);
        if (sent === undefined) bad.add(file, line, 'wanted is one event as a JSON object', text);
        else for (const { wire } of normaliseWireEvent(sent)) take(wire, file, line, () => text);
      }
      continue;
    }
    const { items, itemsArePlaceholders, events, leftOut, refused, notes } = await readAs(format, file);
    for (const [n, event] of events.entries()) take(event, file, n + 1, () => JSON.stringify(event));
    if (!itemsArePlaceholders) found.catalog = [...(found.catalog ?? []), ...items.map(itemOf)];
    const lost = [...leftOut, ...refused];
    found.notes.push(
      ...notes,
      ...lost.map(({ reason, count }) => `${file}: ${several(count, 'row')} left out: ${reason}`),
    );
  }
  return found;
}

/** By the rules of `import`. Throws `BadInput` if the file is of another format. */
async function readAs(format: ImportFormat, file: string): ReturnType<typeof readInput> {
  try {
    return await readInput(format, file);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadInput(`${file} cannot be read as ${format}: ${why}`);
  }
}

const itemOf = ({ productId, name, category, price, currency }: ImportItem): WrittenItem => ({
  productId,
  name,
  category: category ?? '',
  priceE4: priceE4Of(price) ?? 0n,
  currency: currency ?? null,
  imageUrl: null,
  url: null,
  description: null,
  attributes: {},
  available: true,
});
