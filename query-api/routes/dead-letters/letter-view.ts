import { readAsFarAsItGoes } from '#log/read-as-far-as-it-goes.ts';
import type { DeadLetterView } from '#schemas/http/dead-letters.ts';
import type { DeadLetterRow } from '#stores/dead-letters/read-dead-letters.ts';
import { draftOfLetter } from './draft-of-letter.ts';

/** A letter as the API tells of it: its own bytes, how far reading them comes today, and what an admin made of it. */
export function letterView(row: DeadLetterRow): DeadLetterView {
  const { repaired_by, repaired_at, repaired_value } = row;
  return {
    id: row.id,
    topic: row.topic,
    partition: row.partition,
    offset: row.offset.toString(),
    key: row.record_key,
    value: row.value?.toString('base64') ?? null,
    reason: row.reason,
    detail: row.detail,
    ...readAsFarAsItGoes(row.topic, row.value),
    draft: draftOfLetter(row),
    at: row.at.toISOString(),
    redrivenAt: row.redriven_at?.toISOString() ?? null,
    repair:
      repaired_at === null || repaired_by === null
        ? null
        : {
            fields: readAsFarAsItGoes(row.topic, repaired_value).fields,
            adminId: repaired_by,
            at: repaired_at.toISOString(),
          },
  };
}
