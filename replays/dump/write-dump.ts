import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { ownerOnly, replaceLargeFile } from '#runtime/replace-file.ts';
import type { Database } from '#stores/postgres/database.ts';
import { type DumpKind, type DumpManifest, leftOut } from './dump-line.ts';
import { dumpTenant, type PassedOver } from './dump-tenant.ts';

/** Writes a dump of a tenant to a file, gzipped if its name ends in `.gz`: whole or not at all, and for its owner alone to read. */
export async function writeDump(
  database: Database,
  tenantId: string,
  file: string,
  begunAt: Date,
  onProgress: (lines: number) => void,
): Promise<DumpManifest> {
  const hash = createHash('sha256');
  const passed: PassedOver = { repeats: 0, archivedMonths: [] };
  const counts: Record<DumpKind, number> = { tenant: 0, widget: 0, rules: 0, experiment: 0, product: 0, event: 0 };
  let manifest: DumpManifest | undefined;
  async function* text() {
    let lines = 0;
    for await (const some of dumpTenant(database, tenantId, begunAt, passed)) {
      const piece = some.map((line) => `${JSON.stringify(line)}\n`).join('');
      for (const { kind } of some) counts[kind] += 1;
      lines += some.length;
      hash.update(piece);
      if (piece !== '') yield piece;
      onProgress(lines);
    }
    manifest = { kind: 'manifest', lines, counts, sha256: hash.digest('hex'), ...passed, leftOut };
    yield `${JSON.stringify(manifest)}\n`;
  }
  await replaceLargeFile(file, { isSynced: true }, async (draft) => {
    const to = createWriteStream(draft, { mode: ownerOnly });
    const from = Readable.from(text());
    await (file.endsWith('.gz') ? pipeline(from, createGzip(), to) : pipeline(from, to));
  });
  if (manifest === undefined) throw new Error('a dump was written without its manifest');
  return manifest;
}
