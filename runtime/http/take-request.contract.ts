import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { TakeRequest } from './rate-limit.ts';

const window = 29_000_000;

/** What every implementation of `TakeRequest` promises. `open` returns one as another process would have it; they may share their counts. */
export function testTakeRequest(open: () => Promise<TakeRequest>): void {
  test('requests count one by one, each id by itself, and up to the limit', async () => {
    const take = await open();
    const [own, other] = [randomUUID(), randomUUID()];
    const counts: number[] = [];
    for (let n = 0; n < 5; n += 1) counts.push((await take([{ id: own, limit: 3 }], window))[0] ?? -1);
    assert.deepEqual(counts, [0, 1, 2, 3, 3]);
    assert.deepEqual(await take([{ id: other, limit: 3 }], window), [0]);
    assert.deepEqual(await take([{ id: own, limit: 10 }], window), [3], 'a limit that was raised lets in more');
    assert.deepEqual(await take([{ id: own, limit: 3 }], window + 1), [0], 'the next window begins anew');
  });

  test('a request counts for all of its claims or for none', async () => {
    const take = await open();
    const [wide, narrow, another] = [randomUUID(), randomUUID(), randomUUID()];
    const ask = (id: string) =>
      take(
        [
          { id: wide, limit: 5 },
          { id, limit: 2 },
        ],
        window,
      );
    for (let n = 0; n < 4; n += 1) await ask(narrow);
    assert.deepEqual(await ask(another), [2, 0], 'the two that were refused have not used up what all share');
  });

  test('of many at once exactly as many get in as may', async () => {
    const take = await open();
    const id = randomUUID();
    const counts = await Promise.all(Array.from({ length: 200 }, () => take([{ id, limit: 70 }], window)));
    assert.equal(counts.filter(([before]) => before !== undefined && before < 70).length, 70);
  });
}
