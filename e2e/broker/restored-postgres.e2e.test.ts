import assert from 'node:assert/strict';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { takeBaseBackup } from '#stores/postgres/base-backup.ts';
import { startEmbeddedPostgres } from '#stores/postgres/embedded.ts';
import { unpackBaseBackup } from '#stores/postgres/unpack-base-backup.ts';
import { ownerUrlOf } from '#testing/sql.ts';
import { waitFor } from '#testing/wait-for.ts';
import { assertExact, skipWithoutBroker, startOnBroker } from '../support/on-broker.ts';
import { drained, storedEventIds } from '../support/recount.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

const perStep = 1_000;

test('a Postgres that is restored to an earlier moment loads from the broker what came since, and each event counts once', {
  skip: skipWithoutBroker,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'recomengine-base-'));
  const { product, shop, broker } = await startOnBroker(1);
  const load = startSteadyLoad(shop);
  try {
    const more = async () => {
      const aim = load.ledger.acknowledged.size + perStep;
      await waitFor(
        async () => load.ledger.acknowledged.size >= aim,
        () => `acknowledged ${aim}\n${product.output()}`,
      );
    };
    await more();
    const archive = join(folder, 'postgres.tar');
    const ownerUrl = ownerUrlOf(product);
    await takeBaseBackup({ url: ownerUrl, into: createWriteStream(archive) });
    await more();
    await load.stop();
    await drained(product);
    await product.stop();

    const postgres = join(product.dataDir, 'postgres');
    rmSync(postgres, { recursive: true });
    await unpackBaseBackup(archive, postgres);
    // Control: what the broker has to bring back is missing from the restored one.
    const password = decodeURIComponent(new URL(ownerUrl).password);
    const server = await startEmbeddedPostgres({ dataDir: product.dataDir, password });
    const restored = await storedEventIds(product, shop.tenantId);
    await server.stop();
    assert.ok(restored.length > 0 && restored.length < load.sent, `${restored.length} of ${load.sent}`);
    await product.start();
    await assertExact(product, shop, load);
  } finally {
    load.abandon();
    await product.remove();
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
