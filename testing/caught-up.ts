import type { LiveModels } from '#query-api/live-models/open-live-models.ts';
import { waitFor } from './wait-for.ts';

/** Resolves when models have read all that is in the log; looks every 25 ms for a minute, if nothing else is said. */
export const caughtUp = (models: Pick<LiveModels, 'lag'>, timeoutMs?: number, everyMs?: number): Promise<void> =>
  waitFor(
    async () => (await models.lag()).every(({ lag }) => lag === 0),
    () => 'models without lag',
    timeoutMs,
    everyMs,
  );
