import type { LedgerEntry } from '#schemas/http/ledger.ts';

/** What people are told of predictions and of what came of them, a line each. */
export function ledgerText(entries: readonly LedgerEntry[]): string {
  if (entries.length === 0)
    return 'nothing was predicted yet: ask `replay what-if` for another --strategy, and then run an experiment with it';
  return entries.map(entryText).join('\n');
}

function entryText({
  predictedAt,
  placementId,
  controlStrategy,
  variantStrategy,
  predicted,
  experiment,
}: LedgerEntry): string {
  const head = `${predictedAt.slice(0, 10)} ${placementId}: ${variantStrategy} in place of ${controlStrategy}`;
  const measured =
    experiment === null
      ? 'no experiment has tried it yet'
      : `measured ${liftText(experiment)} (${experiment.name}, ${experiment.status}, ${experiment.users.toLocaleString('en')} users)`;
  const told =
    predicted.lift === null
      ? 'nothing predicted, since there were no clicks to go by'
      : `predicted ${liftText(predicted)} clicks by ${predicted.method}`;
  return `${head}: ${told}; ${measured}`;
}

function liftText({ lift, low, high }: Pick<LedgerEntry['predicted'], 'lift' | 'low' | 'high'>): string {
  const percent = (share: number | null) =>
    share === null ? 'nothing yet' : `${share < 0 ? '' : '+'}${(100 * share).toFixed(1)} %`;
  return low === null || high === null ? percent(lift) : `${percent(lift)} (${percent(low)} to ${percent(high)})`;
}
