import type pg from 'pg';

export type DeadLetter = {
  offset: bigint;
  key: string;
  value: Buffer | null;
  scope: number | null;
  reason: string;
  detail: string;
};

/**
 * Writes records that could not be used, all in one statement, in the transaction that moves the offset past them. Each position has one
 * letter at most: a letter that is there already stays as it is.
 */
export async function insertDeadLetters(
  client: pg.PoolClient,
  at: { topic: string; log: number; partition: number },
  letters: readonly DeadLetter[],
): Promise<void> {
  if (letters.length === 0) return;
  await client.query({
    name: 'dead-letters-insert',
    text: `INSERT INTO dead_letters (topic, log, partition, "offset", scope, record_key, value, reason, detail)
           SELECT $1, $2, $3, * FROM unnest($4::bigint[], $5::integer[], $6::text[], $7::bytea[], $8::text[], $9::text[])
           ON CONFLICT (log, partition, "offset", topic) DO NOTHING`,
    values: [
      at.topic,
      at.log,
      at.partition,
      letters.map(({ offset }) => offset),
      letters.map(({ scope }) => scope),
      letters.map(({ key }) => storedKeyOf(key)),
      letters.map(({ value }) => value),
      letters.map(({ reason }) => reason),
      letters.map(({ detail }) => detail),
    ],
  });
}

/** The key as it is stored. A key can be any text, and Postgres cannot store U+0000; the value is stored beside it byte for byte. */
function storedKeyOf(key: string): string {
  return key.replaceAll('\0', '\uFFFD');
}
