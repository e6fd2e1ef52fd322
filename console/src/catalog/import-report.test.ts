import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Report } from '#console/catalog/send-file.ts';
import type { CatalogImportProgress } from '#schemas/http/catalog-import.ts';
import { followImport } from './import-report.ts';

const line = (over: Partial<CatalogImportProgress>): CatalogImportProgress => ({
  linesRead: 1,
  created: 0,
  updated: 0,
  pending: 0,
  rejected: 0,
  repeated: 0,
  retired: 0,
  errors: [],
  errorsOmitted: 0,
  done: false,
  ...over,
});
const refusal = (at: number) => ({ line: at, errors: [{ path: '/price', message: `Price ${at}.`, code: 'price' }] });
async function* each(lines: readonly CatalogImportProgress[]) {
  yield* lines;
}
async function follow(...lines: CatalogImportProgress[]): Promise<{ last: Report; told: Report[] }> {
  const told: Report[] = [];
  return { last: await followImport(each(lines), (report) => void told.push(report)), told };
}

test('counts are those of the last line, and refused lines add up', async () => {
  const { last, told } = await follow(
    line({ created: 2, errors: [refusal(3)] }),
    line({ linesRead: 9, created: 5, retired: 1, errors: [refusal(7)], keptBecause: 'Too many.', done: true }),
  );
  assert.deepEqual(last, {
    created: 5,
    updated: 0,
    pending: 0,
    refused: [3, 7].map((at) => ({ line: at, productId: '', problems: [`Price ${at}.`] })),
    unlisted: 0,
    repeated: 0,
    retired: 1,
    keptBecause: 'Too many.',
    done: 9,
    total: null,
  });
  assert.equal(told.length, 2);
});

test('a file that ends early says why, and an answer that is cut off is no end', async () => {
  await assert.rejects(follow(line({ done: true, failure: 'The heading lacks `id`.' })), /lacks `id`/);
  await assert.rejects(follow(line({})), /cut off/);
});
