import type pg from 'pg';
import { readFoldState } from '#stores/analytics/read-fold-state.ts';
import { type AskedWindow, resolveWindow, type Window } from '#stores/analytics/resolve-window.ts';
import { sqlStateOf } from '#stores/postgres/classify-error.ts';
import { freshnessOf } from '../../freshness-of.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { refuseWindow, unknownZone } from './asked-window.ts';

/** invalid_parameter_value: a zone that JavaScript knows, and this Postgres does not. */
const invalidParameter = '22023';

export type AnalyticsDeps = Pick<QueryApiDeps, 'database' | 'directory' | 'readiness'>;

export type AnalyticsQuestion = {
  projection: string;
  scopes: readonly number[];
  asked: AskedWindow;
  interval?: 'day' | 'hour';
  /** The window is widened to whole days of UTC. */
  isOfDays?: boolean;
};

type AskedMeta = Record<string, unknown> & { freshness: ReturnType<typeof freshnessOf> };
export type Asked<Result> = { result: Result; window: Window; meta: AskedMeta };

/**
 * Answers a question about a window from the sums of a projection, all in one transaction that sees only these scopes; `meta` says what
 * was counted, and how fresh the sums are.
 */
export async function askAnalytics<Result>(
  { database, readiness }: AnalyticsDeps,
  question: AnalyticsQuestion,
  read: (client: pg.PoolClient, window: Window) => Promise<Result>,
): Promise<Asked<Result>> {
  const { projection, scopes, asked, interval, isOfDays = false } = question;
  const { lag } = await readiness({ isNow: false });
  try {
    return await database.scoped({ scopes }, async (client) => {
      const resolved = await resolveWindow(client, asked);
      refuseWindow(resolved, asked.now, interval);
      const window = isOfDays ? widenToDays(resolved) : resolved;
      const result = await read(client, window);
      const meta = {
        window: spanOf(window.from, window.to),
        timeZone: asked.timeZone,
        freshness: freshnessOf(
          await readFoldState(client, projection, { from: window.previousFrom, to: window.to }),
          lag,
        ),
      };
      return { result, window, meta };
    });
  } catch (error) {
    throw sqlStateOf(error) === invalidParameter ? unknownZone() : error;
  }
}

const dayMs = 86_400_000;

const widenToDays = ({ from, to, previousFrom }: Window): Window => ({
  from: new Date(Math.floor(from.getTime() / dayMs) * dayMs),
  to: new Date(Math.ceil(to.getTime() / dayMs) * dayMs),
  previousFrom,
});

export const spanOf = (from: Date, to: Date) => ({ from: from.toISOString(), to: to.toISOString() });
