import { recomengine } from '#testing/command.ts';
import type { Product } from '#testing/product.ts';
import type { Row } from '../support/row.ts';

/** Measures `recomengine rebuild analytics` beside the live version, from reading table `events` to the swap. */
export async function measureProjectionRebuild(product: Product, events: number): Promise<Row[]> {
  const startedAt = performance.now();
  const result = await recomengine('rebuild', 'analytics', '--data-dir', product.dataDir, '--json');
  if (result.code !== 0) throw new Error(result.stderr);
  const seconds = (performance.now() - startedAt) / 1000;
  return [
    {
      what: `rebuild of projection analytics in Postgres, ${events.toLocaleString('en')} events`,
      value: `${Math.round(events / seconds).toLocaleString('en')} events/s`,
      goal: '50,000 events/s',
    },
  ];
}
