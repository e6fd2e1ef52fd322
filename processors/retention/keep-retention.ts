import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import { isDailyDue, markDailyDone } from '#stores/chores/daily-chore.ts';
import { type RetentionDeps, runRetention } from './run-retention.ts';

/** Its name among the daily chores; it counts as done only if every part of it was. */
export const retentionChore = 'retention';
/** Not at once: after a start other work is more urgent. */
const firstAfterMs = 60_000;
const lookEveryMs = 600_000;

/** Runs retention once a day, in one of all processes, until it is closed. If a part of a run fails, the whole is tried again after ten minutes. */
export function keepRetention(deps: RetentionDeps): KeptDoing {
  const { database, logger } = deps;
  const look = async () => {
    if (!(await isDailyDue(database, retentionChore))) return;
    const report = await runRetention(deps, Date.now());
    if (report !== 'busy' && report.failures.length === 0) await markDailyDone(database, retentionChore);
  };
  return keepDoing(look, {
    firstAfterMs,
    everyMs: lookEveryMs,
    onError: (error) => logger.warn({ err: error }, 'retention could not run, and looks again later'),
  });
}
