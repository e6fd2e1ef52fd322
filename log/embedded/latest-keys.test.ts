import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLiveCatalog } from '#domain/catalog/live-catalog.ts';
import type { CatalogChange, CatalogItem } from '#domain/catalog-item.ts';
import { plainItem } from '#testing/plain.ts';
import { createRandom } from '#testing/random.ts';
import { decodeCatalogRecord } from '../catalog-record.ts';
import { encodeCatalogChange } from '../codec.ts';
import type { LogRecord } from '../event-log.ts';
import { createLatestKeys } from './latest-keys.ts';

const item = (n: number): CatalogItem =>
  plainItem({
    name: `change ${n}`,
  });
const record = (n: number, op: CatalogChange['op'] | 'poison' | 'tombstone', product = 'p'): LogRecord => ({
  offset: BigInt(n),
  timestampMs: n,
  key: `1:${product}`,
  value:
    op === 'tombstone'
      ? null
      : op === 'poison'
        ? Buffer.from('no Avro')
        : encodeCatalogChange({
            scope: 1,
            productId: product,
            op,
            receivedAtMs: n,
            createdAtMs: null,
            item: op === 'delete' ? null : item(n),
          }),
});
/** Returns what a fold of these records gives: for each product its name. */
function folded(records: readonly LogRecord[], catalog = createLiveCatalog()): string[] {
  for (const each of records) {
    try {
      catalog.apply(decodeCatalogRecord(each));
    } catch {
      // A record that cannot be read has no effect.
    }
  }
  return [...catalog.items(1)].map(({ name }) => name).sort();
}
/** Compacts as the log does: keys are noted from `from` on, and every record is judged. */
function compacted(records: readonly LogRecord[], from = 0): LogRecord[] {
  const latest = createLatestKeys('catalog');
  for (const each of records.slice(from)) latest.note(0, each);
  return records.filter((each) => !latest.isSuperseded(0, each));
}

test('a put and a deletion supersede all before them', () => {
  const records = [record(0, 'create'), record(1, 'put'), record(2, 'delete'), record(3, 'put'), record(4, 'delete')];
  assert.deepEqual(
    compacted(records).map(({ offset }) => offset),
    [4n],
  );
});

test('a creation that loses does not take with it what it lost against', () => {
  const records = [record(0, 'put'), record(1, 'create')];
  assert.deepEqual(folded(records), ['change 0']);
  assert.deepEqual(folded(compacted(records)), ['change 0']);
  assert.deepEqual(folded(records.slice(-1)), ['change 1'], 'control: the newest record alone would win');
});

test('a poisoned record does not take the item with it', () => {
  assert.deepEqual(folded(compacted([record(0, 'put'), record(1, 'poison')])), ['change 0']);
});

test('a null value deletes, and what is created behind a deletion stays behind it', () => {
  const records = [record(0, 'put'), record(1, 'tombstone'), record(2, 'create'), record(3, 'create')];
  assert.deepEqual(
    compacted(records).map(({ offset }) => offset),
    [1n, 2n],
  );
});

test('folded by somebody at any earlier position, whatever was compacted since leaves the same', () => {
  const random = createRandom(11);
  const ops = ['create', 'put', 'delete', 'poison', 'tombstone'] as const;
  for (let round = 0; round < 200; round++) {
    const records = Array.from({ length: random.between(1, 30) }, (_, n) =>
      record(n, random.pick(ops), `p${random.between(1, 3)}`),
    );
    const middle = random.between(0, records.length);
    const left = compacted(compacted(records.slice(0, middle)).concat(records.slice(middle)), 0);
    assert.deepEqual(folded(left), folded(records));
    const position = BigInt(random.between(0, records.length));
    const catalog = createLiveCatalog();
    folded(
      records.filter(({ offset }) => offset < position),
      catalog,
    );
    assert.deepEqual(
      folded(
        left.filter(({ offset }) => offset >= position),
        catalog,
      ),
      folded(records),
    );
  }
});
