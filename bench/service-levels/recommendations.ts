import type { Shop } from '#testing/shop.ts';
import { send } from '../support/http.ts';
import { openLoop } from '../support/open-loop.ts';
import { ms, type Row } from '../support/row.ts';

const questionsPerSecond = 1_000;
const seconds = 20;

/** Measures questions at an even 1,000/s, each with another shopper or limit, so that no answer comes from the cache. */
export async function measureRecommendations(shop: Shop, users: number, strategy: string): Promise<Row[]> {
  const ask = (n: number) =>
    send(
      `${shop.url}/api/v1/recommendations?strategy=${strategy}&limit=8&userId=u${n % users}&productId=p${n % 997}`,
      shop.readKey,
    ).then((status) => status === 200);
  await openLoop(500, 3, (n) => ask(n + users / 2));
  const { latencies, failed } = await openLoop(questionsPerSecond, seconds, ask);
  return [
    {
      what: `recommendation (${strategy}) uncached at an even 1,000/s, p50 / p95 / p99, ${failed} failed`,
      value: `${ms(latencies.percentile(50))} / ${ms(latencies.percentile(95))} / ${ms(latencies.percentile(99))}`,
      goal: 'p99 < 7 ms',
    },
  ];
}
