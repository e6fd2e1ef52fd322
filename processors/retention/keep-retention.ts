import { type KeptDoing, keepDoing } from '#runtime/keep-doing.ts';
import { isDailyDue, markDailyDone } from '#stores/chores/daily-chore.ts';
import { type RetentionDeps, runRetention } from './run-retention.ts';

const chore = 'retention';
/** After a start others have work that is waited for. */
const firstAfterMs = 60_000;
const lookEveryMs = 600_000;

/** Runs retention once a day, over all processes, until it is closed. A run that fails in part is tried again at the next look. */
export function keepRetention(deps: RetentionDeps): KeptDoing {
  const { database, logger } = deps;
  const look = async () => {
    if (!(await isDailyDue(database, chore))) return;
    const report = await runRetention(deps, Date.now());
    if (report !== 'busy' && report.failures.length === 0) await markDailyDone(database, chore);
  };
  return keepDoing(look, {
    firstAfterMs,
    everyMs: lookEveryMs,
    onError: (error) => logger.warn({ err: error }, 'retention could not run, and looks again later'),
  });
}
