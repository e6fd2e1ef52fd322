import { sumInteractions } from '#stores/experiment-results/interactions.ts';
import {
  experimentDays,
  experimentResultTables,
  experimentSums,
  experimentUsers,
} from '#stores/experiment-results/result-tables.ts';
import { renewPeriods } from '#stores/experiments/holdout-store.ts';
import { comparedTable } from '#stores/projections/compared-table.ts';
import { inTransaction } from '../in-transaction.ts';
import type { Fold, InTransaction, Projection } from '../projection.ts';
import { foldExperiments } from './fold-experiments.ts';
import { keepUnrecountable } from './keep-unrecountable.ts';
import { rememberSteps } from './remember-steps.ts';
import { settleSteps, settleVersion } from './settle-steps.ts';

const settleEveryMs = 1_000;
const interactionsEveryMs = 600_000;
const renewEveryMs = 60_000;
const folded = inTransaction('experiment_results', experimentResultTables, foldExperiments);

/** Users, sums and days of experiments and holdouts, and up to which of their steps these are settled. */
export const experimentResults: Projection<'experiment_results'> & { follows: InTransaction } = {
  ...folded,
  // Up to which step a version is settled is no figure: each comes to all of them by itself.
  compared: [experimentUsers, experimentSums, experimentDays].map((table) => comparedTable(table)),
  openFold(options): Fold {
    const fold = folded.openFold(options);
    let isBegun = false;
    return {
      async apply(client, build) {
        if (!isBegun) {
          await keepUnrecountable(client, options.version);
          await rememberSteps(client, options.version);
        }
        const applied = await fold.apply(client, build);
        isBegun = true;
        return applied;
      },
      finish: (client) => settleVersion(client, options.version),
    };
  },
  chores: [
    { what: 'settling a step of an experiment', everyMs: settleEveryMs, work: settleSteps },
    { what: 'beginning the next period of a holdout', everyMs: renewEveryMs, work: renewPeriods },
    { what: 'summing who is in two experiments', everyMs: interactionsEveryMs, work: sumInteractions },
  ],
};
