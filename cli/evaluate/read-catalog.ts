import { judgeItem } from '#domain/catalog/judge-item.ts';
import type { WrittenItem } from '#domain/catalog-item.ts';
import type { BadLines } from './bad-lines.ts';
import { parseJson } from './parse-json.ts';
import { linesOf } from './read-tsv.ts';

/** The products of a file, one JSON object a line, as `POST /catalog` takes them; of one that is there twice the last. Throws `BadInput` if there is no such file. */
export async function readCatalog(file: string, bad: BadLines): Promise<WrittenItem[]> {
  const items = new Map<string, WrittenItem>();
  let line = 0;
  for await (const text of linesOf(file)) {
    line += 1;
    if (text.trim() === '') continue;
    const judged = judgeItem(parseJson(text));
    if (judged.ok) items.set(judged.item.productId, judged.item);
    else bad.add(file, line, judged.errors.map(({ message }) => message).join(' '), text);
  }
  return [...items.values()];
}
