import { ask, type Json, type Shop } from '#testing/shop.ts';
import { getJson } from '../support/http.ts';
import { createLatencies } from '../support/latencies.ts';
import { msUntil } from '../support/ms-until.ts';
import { ms, type Row } from '../support/row.ts';

const changes = 60;
const placementId = 'bench-in-force';

/** Measures the time from the sending of a rule to the first answer by it: a kept answer has the product that the rule excludes, and every other change takes the rule away. */
export async function measureRuleInForce(shop: Shop): Promise<Row[]> {
  const latencies = createLatencies();
  const [productId = ''] = await answerOf(shop);
  let missed = 0;
  for (let n = 0; n < changes; n++) {
    const isRuled = n % 2 === 0;
    await answerOf(shop);
    const sentAt = performance.now();
    const sent = save(shop, isRuled ? [excluding(productId)] : [], n === 0);
    const waited = await msUntil(async () => (await answerOf(shop)).includes(productId) !== isRuled, sentAt);
    if (waited === null) missed += 1;
    else latencies.add(waited);
    await sent;
  }
  return [
    {
      what: `rule saved to in force, also for kept answers, from the sending, p50 / p99 of ${latencies.count}, ${missed} missed`,
      value: `${ms(latencies.percentile(50))} / ${ms(latencies.percentile(99))}`,
      goal: '1 s',
    },
  ];
}

async function answerOf({ url, readKey }: Shop): Promise<string[]> {
  const { data } = await getJson<{ data: Json }>(
    `${url}/api/v1/recommendations?strategy=trending&limit=5&placementId=${placementId}`,
    readKey,
  );
  return data.map(({ productId }: Json) => productId);
}

const excluding = (productId: string) => ruleOf({ action: 'exclude', filter: { field: 'productId', eq: productId } });
const ruleOf = (then: object) => ({ id: 'out', name: 'out', then });

async function save({ url, tenantId, adminToken }: Shop, rules: readonly object[], isFirst: boolean): Promise<void> {
  const { status, body } = await ask(`${url}/api/v1/tenants/${tenantId}/placements/${placementId}/rules`, {
    token: adminToken,
    method: 'PUT',
    body: { rules },
    ...(isFirst ? {} : { headers: { 'if-match': '*' } }),
  });
  if (status !== 200) throw new Error(`rules answered ${status}: ${JSON.stringify(body)}`);
}
