import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createMetrics } from './metrics.ts';
import { watchPauses } from './watch-pauses.ts';

test('a collection and a second of the event loop are told once', async () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const watch = watchPauses();
  const seen = { loop: 0, major: 0 };
  while (seen.loop === 0 || seen.major === 0) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
    const { loop, collections } = watch.take();
    assert.ok(loop.every((ms) => ms >= 0) && collections.every(({ ms }) => ms > 0));
    seen.loop += loop.length;
    seen.major += collections.filter(({ kind }) => kind === 'major').length;
  }
  watch.close();
  const { loop } = watch.take();
  assert.deepEqual(loop, []);
});

test('pauses of each process are metrics', async () => {
  const metrics = createMetrics();
  metrics.countPauses('processors', { loop: [3, 80], collections: [{ kind: 'major', ms: 7 }] });
  const text = await metrics.registry.metrics();
  assert.match(text, /event_loop_delay_ms_bucket\{le="50",part="processors"\} 1\n/);
  assert.match(text, /event_loop_delay_ms_count\{part="processors"\} 2\n/);
  assert.match(text, /gc_pause_ms_sum\{part="processors",kind="major"\} 7\n/);
});
