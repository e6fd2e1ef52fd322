import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { isDistributed, startProduct } from '#testing/product.ts';
import { ask, createShop } from '#testing/shop.ts';
import { mountSmallDisk, noSmallDisk } from '#testing/small-disk.ts';
import { waitFor } from '#testing/wait-for.ts';
import { drained, recount, storedEventIds } from '../support/recount.ts';
import { startSteadyLoad } from '../support/steady-load.ts';

/** With all files of a product on a disk that fills up, and gets room again. */

const diskMib = 400;
const perStep = 1_000;
/** A broker has a disk of its own. */
const fullLog = isDistributed ? 'up' : 'down';
/** What the snapshots of the models and Postgres say without room. */
const outOfRoom = [/ENOSPC[^\n]*a snapshot of t/, /could not (?:extend|write)[^\n]*No space left on device/];

/** Room for some batches, and for no snapshot. */
const littleRoom = 64 << 10;

function openSmallDisk(): { dir: string; fill(): void; giveRoom(): void; free(): void; unmount(): void } | null {
  const dir = mkdtempSync(join(tmpdir(), 'recomengine-full-'));
  if (!mountSmallDisk(dir, diskMib)) {
    rmSync(dir, { recursive: true });
    return null;
  }
  const ballast = join(dir, 'ballast');
  const file = openSync(ballast, 'a');
  return {
    dir,
    fill() {
      for (const bytes of [1 << 20, 1 << 12])
        try {
          for (;;) writeSync(file, Buffer.alloc(bytes));
        } catch (error) {
          assert.equal(Object(error).code, 'ENOSPC');
        }
    },
    giveRoom() {
      ftruncateSync(file, Math.max(0, fstatSync(file).size - littleRoom));
    },
    free() {
      closeSync(file);
      rmSync(ballast);
    },
    unmount() {
      execFileSync('umount', ['-l', dir]);
      rmSync(dir, { recursive: true });
    },
  };
}

test('a disk that is full for every writer refuses clearly, answers shoppers, and heals by itself without a loss', async (context) => {
  const disk = openSmallDisk();
  if (disk === null) return context.skip(noSmallDisk);
  await using closing = new AsyncDisposableStack();
  closing.defer(disk.unmount);
  const product = await startProduct({
    dataDir: join(disk.dir, 'data'),
    env: { RECOMENGINE_SNAPSHOT_SECONDS: '1' },
  });
  closing.defer(product.remove);
  const shop = await createShop(product.url);
  const api = `${product.url}/api/v1`;
  const load = startSteadyLoad(shop);
  closing.defer(load.abandon);
  const more = () => {
    const aim = load.ledger.acknowledged.size + perStep;
    return waitFor(
      async () => load.ledger.acknowledged.size >= aim,
      () => `acknowledged ${aim}\n${product.output()}`,
    );
  };
  const question = () => ask(`${api}/recommendations?userId=shopper-1&limit=3`, { token: shop.readKey });
  const exporting = () =>
    ask(`${api}/tenants/${shop.tenantId}/replays`, {
      token: shop.adminToken,
      body: { export: { tables: ['events'] } },
    });
  const ready = async () => {
    const { body } = await ask(`${product.url}/ready`);
    const { parts, lag } = body.data ?? body.meta;
    const behind = Object.keys(lag).filter((place) => place.startsWith('loader/') && lag[place] > 0);
    return {
      log: parts.log.state as string,
      processors: parts.processors.state as string,
      isBehind: behind.length > 0,
    };
  };
  await more();
  const isWell = async () => {
    const { log, processors } = await ready();
    return log === 'up' && processors === 'up';
  };
  await waitFor(isWell, () => `control: there is room\n${product.output()}`);

  const answered = new Set<number>();
  const exported = new Set<number>();
  const told = new Set<string>();
  // The product keeps the last of what it printed alone, and each refusal prints more.
  const printed = new Set<RegExp>();
  await waitFor(
    async () => {
      disk.fill();
      answered.add((await question()).status);
      exported.add((await exporting()).status);
      const { log, processors, isBehind } = await ready();
      told.add(`log ${log}`).add(`processors ${processors}`);
      for (const pattern of outOfRoom) if (pattern.test(product.output())) printed.add(pattern);
      // If the log was full before Postgres, everything on it is stored, and the processors have nothing that could fail.
      const isTold = told.has(`log ${fullLog}`) && (told.has('processors down') || !isBehind);
      // A log that was full first takes some more: else what was stored and in a snapshot by then is never written again, and nothing fails.
      disk.giveRoom();
      return exported.has(503) && isTold && printed.size === outOfRoom.length;
    },
    () =>
      `control: the disk is full for all of them: ${[...told].join()}, exports ${[...exported].join()}, printed ${[...printed].join()}\n${product.output()}`,
  );
  assert.deepEqual([...answered], [200], 'shoppers are answered from memory');
  assert.deepEqual(
    [...exported].filter((status) => ![202, 429, 503].includes(status)),
    [],
    'an admin is told to ask again, or that it was too often',
  );
  disk.free();
  await more();
  await waitFor(
    isWell,
    () => `/ready says that the log takes appends and the processors store again\n${product.output()}`,
  );
  await load.stop();
  await drained(product);
  const stored = await storedEventIds(product, shop.tenantId);
  assert.deepEqual(load.ledger.compare(stored), { lost: [], twice: [] });
  const { counters, events } = await recount(product, shop.tenantId);
  assert.deepEqual(counters, events);
  const { status, body } = await exporting();
  assert.equal(status, 202, JSON.stringify(body));
  const view = `${api}/tenants/${shop.tenantId}/replays/${body.data.id}`;
  await waitFor(
    async () => (await ask(view, { token: shop.adminToken })).body.data.state === 'done',
    () => `the export is done\n${product.output()}`,
  );
});
