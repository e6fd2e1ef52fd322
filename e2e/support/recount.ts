import { get } from 'node:http';
import { isDistributed, type Product, waitFor } from '#testing/product.ts';
import { internalHeaders, totalLag } from '#testing/readiness.ts';
import { queryProduct } from '#testing/sql.ts';

/** Returns the ids of all events that the table holds for a tenant, as text; a duplicate that slipped through would be in it twice. */
export async function storedEventIds(product: Product, tenantId: string): Promise<string[]> {
  const rows = await queryProduct<{ event_id: string }>(
    product,
    'SELECT e.event_id FROM events e JOIN scopes s USING (scope) WHERE s.tenant_id = $1',
    [tenantId],
  );
  return rows.map((row) => row.event_id);
}

/** Returns the counters of every projection and a recount over the distinct events; if they are equal, no event was lost or counted twice. */
export async function recount(product: Product, tenantId: string): Promise<{ counters: unknown; events: unknown }> {
  const [counters] = await queryProduct(
    product,
    `SELECT coalesce(sum(a.product_viewed), 0)::int AS viewed, coalesce(sum(a.purchase), 0)::int AS purchases,
            coalesce(sum(a.recommendation_clicked), 0)::int AS clicked,
            (SELECT coalesce(sum(t.weight), 0)::int FROM trending_buckets t
              JOIN projections p ON p.name = 'trending' AND p.live_version = t.version
              JOIN scopes s2 ON s2.scope = t.scope WHERE s2.tenant_id = $1) AS weight
     FROM analytics_daily a
     JOIN projections p ON p.name = 'analytics' AND p.live_version = a.version
     JOIN scopes s ON s.scope = a.scope WHERE s.tenant_id = $1`,
    [tenantId],
  );
  const [events] = await queryProduct(
    product,
    `SELECT count(*) FILTER (WHERE type = 1)::int AS viewed, count(*) FILTER (WHERE type = 5)::int AS purchases,
            count(*) FILTER (WHERE type = 7)::int AS clicked,
            coalesce(sum(CASE type WHEN 1 THEN 1 WHEN 2 THEN 2 WHEN 3 THEN 3 WHEN 5 THEN 5 WHEN 7 THEN 2 ELSE 0 END), 0)::int AS weight
     FROM events e JOIN scopes s USING (scope) WHERE s.tenant_id = $1`,
    [tenantId],
  );
  return { counters, events };
}

const answersOfAll = 12;

/** Sends a request over a connection of its own. */
function askAnew(url: string, headers: Record<string, string>): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const asking = get(url, { agent: false, timeout: 5_000, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      response.on('error', reject);
    });
    asking.on('timeout', () => asking.destroy(new Error(`${url} does not answer`)));
    asking.on('error', reject);
  });
}

/** Waits until the loader has caught up with everything the log holds. */
export async function drained(product: Product, timeoutMs = 180_000): Promise<void> {
  let seen = '';
  await waitFor(
    async () => {
      // With several instances behind one port, a connection reaches any of them. After this many answers, none of them is behind.
      for (let left = isDistributed ? answersOfAll : 1; left > 0; left--) {
        const { status, text } = await askAnew(`${product.url}/ready`, internalHeaders(product));
        seen = text;
        if (status !== 200 || totalLag(JSON.parse(text)) !== 0) return false;
      }
      return true;
    },
    () => `no lag: ${seen}`,
    timeoutMs,
  );
}
