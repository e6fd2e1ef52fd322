import type pg from 'pg';

export type DeadLetter = {
  offset: bigint;
  key: string;
  value: Buffer | null;
  scope: number | null;
  reason: string;
  detail: string;
};

/** Writes records that could not be used, in the transaction that passes their offset. Unique by position: a repeat changes nothing. */
export async function insertDeadLetters(
  client: pg.PoolClient,
  at: { topic: string; log: number; partition: number },
  letters: readonly DeadLetter[],
): Promise<void> {
  for (const letter of letters) {
    await client.query(
      `INSERT INTO dead_letters (topic, log, partition, "offset", scope, record_key, value, reason, detail)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (log, partition, "offset", topic) DO NOTHING`,
      // A key is text of anybody's making: U+0000 cannot be stored, and the raw bytes stand beside it.
      [
        at.topic,
        at.log,
        at.partition,
        letter.offset,
        letter.scope,
        letter.key.replaceAll('\0', '\uFFFD'),
        letter.value,
        letter.reason,
        letter.detail,
      ],
    );
  }
}
