import type { Month } from './archive-file.ts';
import { readArchive, writeArchive } from './archive-file.ts';
import { type ArchivedEvent, fromLine, toLine } from './archive-line.ts';

/**
 * Changes a month's archive event by event: `change` returns null to leave an event out, and the same object to keep it as it is. The file is
 * written again only if something changes. Returns how many lines it has then, and how many were changed or left out.
 */
export async function rewriteArchive(
  dir: string,
  month: Month,
  change: (archived: ArchivedEvent) => ArchivedEvent | null,
): Promise<{ kept: number; changed: number }> {
  let kept = 0;
  let changed = 0;
  for await (const line of readArchive(dir, month)) {
    const archived = fromLine(line);
    const after = change(archived);
    if (after !== archived) changed += 1;
    if (after !== null) kept += 1;
  }
  if (changed > 0) await writeArchive(dir, month, changedLines(dir, month, change));
  return { kept, changed };
}

async function* changedLines(
  dir: string,
  month: Month,
  change: (archived: ArchivedEvent) => ArchivedEvent | null,
): AsyncGenerator<string> {
  for await (const line of readArchive(dir, month)) {
    const archived = fromLine(line);
    const after = change(archived);
    if (after !== null) yield after === archived ? line : toLine(after);
  }
}
