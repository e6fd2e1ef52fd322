import type pg from 'pg';
import type { Verdict } from '#domain/experiments/give-verdict.ts';

export type ShownVerdict = { decision: string; rule: string; text: string; shownAt: Date };

/**
 * What was said of an experiment in a scope until now, the first first. Stores the verdict if it was never shown, so that nobody can say later that it
 * said something else.
 */
export async function rememberVerdict(
  client: pg.PoolClient,
  scope: number,
  experimentId: string,
  { decision, rule, text }: Verdict,
): Promise<ShownVerdict[]> {
  const read = async () =>
    (
      await client.query<ShownVerdict>({
        name: 'experiment-verdicts',
        text: `SELECT decision, rule, verdict AS text, shown_at AS "shownAt" FROM experiment_verdicts
               WHERE experiment_id = $1 AND scope = $2 ORDER BY shown_at, decision, rule`,
        values: [experimentId, scope],
      })
    ).rows;
  const shown = await read();
  if (shown.some((one) => one.decision === decision && one.rule === rule)) return shown;
  await client.query(
    `INSERT INTO experiment_verdicts (experiment_id, scope, decision, rule, verdict) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
    [experimentId, scope, decision, rule, text],
  );
  return read();
}
