import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Database } from '../postgres/database.ts';
import { tellAsker } from '../postgres/tell-asker.ts';

const keptHours = 24;
/** Kept answers of an admin. Beyond it the oldest go: a retry comes within minutes, and whoever makes up keys must fill no disk. */
const maxKept = 10_000;
const nonceBytes = 12;
const tagBytes = 16;

type Stored = { status: number; body: unknown };
type Row = { is_same: boolean; status: number | null; body: { sealed: string } | null };

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>;

/**
 * Stores the answers to admins' writes by their Idempotency-Key, for a day, of an admin the last 10,000. They are encrypted (AES-256-GCM): the answer that creates an API
 * key carries the key, and no key is ever stored readable.
 */
export function createIdempotencyKeys(database: Database, secret: string) {
  const sealing = createHmac('sha256', secret).update('idempotency answers').digest();
  return {
    async begin(adminId: string, key: string, requestHash: Buffer) {
      return database.scoped({ adminId }, async (client) => {
        await client.query(
          `DELETE FROM idempotency_keys WHERE admin_id = $1 AND created_at < now() - $2 * interval '1 hour'`,
          [adminId, keptHours],
        );
        // What is not ended is not counted, and stays: its outcome is told to nobody yet.
        await client.query(
          `DELETE FROM idempotency_keys WHERE admin_id = $1 AND status IS NOT NULL AND created_at <= (
             SELECT created_at FROM idempotency_keys WHERE admin_id = $1 AND status IS NOT NULL ORDER BY created_at DESC OFFSET ${maxKept - 1} LIMIT 1)`,
          [adminId],
        );
        const begun = await client.query(
          'INSERT INTO idempotency_keys (admin_id, key, request_hash) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [adminId, key, requestHash],
        );
        if (begun.rowCount === 1) return { state: 'new' } as const;
        const { rows } = await client.query<Row>(
          'SELECT request_hash = $3 AS is_same, status, body FROM idempotency_keys WHERE admin_id = $1 AND key = $2',
          [adminId, key, requestHash],
        );
        const row = rows[0];
        if (row === undefined) return { state: 'unfinished' } as const;
        if (!row.is_same) return { state: 'other_request' } as const;
        if (row.status === null) return { state: 'unfinished' } as const;
        return { state: 'done', status: row.status, body: row.body === null ? null : open(row.body.sealed) } as const;
      });
    },
    finish: (adminId: string, key: string, answer: Stored) =>
      database.transaction((client) => finishWithin(client, adminId, key, answer)),
    /** As `finish`, in the transaction that makes the change: the answer is kept if, and only if, the change is made. */
    finishWithin,
    async forget(adminId: string, key: string) {
      await database.scoped({ adminId }, (client) =>
        client.query('DELETE FROM idempotency_keys WHERE admin_id = $1 AND key = $2 AND status IS NULL', [
          adminId,
          key,
        ]),
      );
    },
  };

  async function finishWithin(client: pg.PoolClient, adminId: string, key: string, answer: Stored): Promise<void> {
    await tellAsker(client, { adminId });
    const body = answer.body === null ? null : { sealed: seal(answer.body) };
    await client.query('UPDATE idempotency_keys SET status = $3, body = $4 WHERE admin_id = $1 AND key = $2', [
      adminId,
      key,
      answer.status,
      body,
    ]);
  }

  function seal(body: unknown): string {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
    const bytes = Buffer.concat([cipher.update(JSON.stringify(body), 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), bytes]).toString('base64');
  }

  function open(sealed: string): unknown {
    const bytes = Buffer.from(sealed, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', sealing, bytes.subarray(0, nonceBytes));
    decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
    const text = Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()]);
    return JSON.parse(text.toString('utf8'));
  }
}
