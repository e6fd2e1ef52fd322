import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import pg from 'pg';

/** Where a base backup lies in Postgres's own log (WAL); it can be recovered to `endLsn` and to no moment before. */
export type BaseBackup = { startLsn: string; endLsn: string };

export type BaseBackupOptions = {
  /** A login with REPLICATION, such as the owner of the embedded server. */
  url: string;
  /** Takes one tar archive (ustar) of the whole server folder, with the WAL that it needs; it is ended, or destroyed if the backup fails. */
  into: Writable;
  onProgress?: (bytes: number, totalBytes: number) => void;
};

/**
 * Copies a running Postgres, whose writers go on, by its command BASE_BACKUP (PostgreSQL documentation, 'Streaming Replication Protocol'), which checks the sum of each page. A slot that ends with the
 * connection keeps the WAL meanwhile. Holds no more in memory than `into` does. Throws what the server says.
 */
export async function takeBaseBackup({ url, into, onProgress }: BaseBackupOptions): Promise<BaseBackup> {
  const settings: pg.ClientConfig & { replication: string } = { connectionString: url, replication: 'true' };
  const client = new pg.Client(settings);
  client.on('error', () => {});
  const written = finished(into);
  // The backup's own error is told in place of this one.
  written.catch(() => {});
  try {
    await client.connect();
    await client.query(`CREATE_REPLICATION_SLOT backup_${process.pid} TEMPORARY PHYSICAL (RESERVE_WAL)`);
    const backup = await streamBackup(client, into, onProgress);
    into.end();
    await written;
    return backup;
  } catch (error) {
    into.destroy();
    throw error;
  } finally {
    await client.end().catch(() => {});
  }
}

const command = `BASE_BACKUP (LABEL 'recomengine', CHECKPOINT 'fast', WAL true, MANIFEST 'no', PROGRESS true)`;

type Row = { fields: (string | null)[] };
type Socket = { pause(): void; resume(): void };

/** Answers with three results: the position of the begin, the size, then (behind the copied data) the position of the end. */
function streamBackup(
  client: pg.Client,
  into: Writable,
  onProgress: BaseBackupOptions['onProgress'],
): Promise<BaseBackup> {
  return new Promise((resolve, reject) => {
    const rows: (string | null)[][] = [];
    let bytes = 0;
    let socket: Socket | null = null;
    const resume = () => socket?.resume();
    into.on('drain', resume);
    const fail = (error: Error) => {
      into.off('drain', resume);
      reject(error);
    };
    into.once('error', (error) => {
      fail(error);
      // Nothing takes what the server still sends.
      socket?.resume();
    });
    client.once('end', () => fail(new Error('Postgres has ended the connection during the backup')));
    client.query({
      submit(connection) {
        socket = connection.stream;
        connection.query(command);
      },
      handleRowDescription() {},
      handleCommandComplete() {},
      handleDataRow: ({ fields }: Row) => void rows.push(fields),
      handleCopyData({ chunk }: { chunk: Buffer }) {
        if (chunk[0] !== dataKind || into.destroyed) return;
        bytes += chunk.length - 1;
        onProgress?.(bytes, Number(rows[1]?.[2] ?? 0) * bytesPerUnit);
        // The parser uses its buffer again for what comes next.
        if (!into.write(Buffer.from(chunk.subarray(1)))) socket?.pause();
      },
      handleError: fail,
      handleReadyForQuery() {
        const [startLsn, endLsn] = [rows[0]?.[0], rows.at(-1)?.[0]];
        if (rows.length < 3 || startLsn == null || endLsn == null)
          fail(new Error(`Postgres has answered a backup with ${rows.length} rows`));
        else {
          into.off('drain', resume);
          resolve({ startLsn, endLsn });
        }
      },
    });
  });
}

/** The first byte of a message of BASE_BACKUP: `d` is data; others name the archive, or tell progress. */
const dataKind = 'd'.charCodeAt(0);
/** The server tells sizes in KiB. */
const bytesPerUnit = 1024;
