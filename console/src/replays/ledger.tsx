import { Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Loaded } from '#console/components/loaded.tsx';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { count, percent } from '#console/format/numbers.ts';
import { createLiveQuery } from '#console/http/live-query.ts';
import { readLedger } from '#console/queries/replays.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';
import type { LedgerEntry } from '#schemas/http/ledger.ts';

const everyMs = 60_000;

/** What what-ifs predicted, beside what experiments measured later: how far they can be trusted. */
export function PredictionLedger(props: { tenantId: string; timeZone: string }) {
  const ledger = createLiveQuery(
    () => props.tenantId,
    (id, signal) => readLedger(id, signal),
    { everyMs },
  );
  return (
    <Card
      title="Predicted and measured"
      hint="Each what-if of another strategy, beside the experiment that tried it later."
    >
      <Loaded query={ledger}>
        {(answer) => (
          <Show
            when={answer().data.length > 0}
            fallback={
              <p class="text-sm text-soft">
                Nothing was predicted yet. Ask what another strategy would have changed, and then run an experiment with
                it: both will stand here.
              </p>
            }
          >
            <Table
              caption="Predicted and measured"
              rows={answer().data}
              columns={[
                { title: 'Predicted', cell: ({ predictedAt }) => <Time at={predictedAt} timeZone={props.timeZone} /> },
                { title: 'Placement', cell: ({ placementId }) => placementId },
                {
                  title: 'Change',
                  cell: ({ controlStrategy, variantStrategy }) =>
                    `${strategyText(variantStrategy)} in place of ${strategyText(controlStrategy)}`,
                },
                {
                  title: 'Clicks, predicted',
                  isFigure: true,
                  cell: ({ predicted }) => liftText(predicted, 'no clicks to go by'),
                },
                {
                  title: 'Clicks, measured',
                  isFigure: true,
                  cell: ({ experiment }) =>
                    experiment === null ? 'not tried yet' : liftText(experiment, 'nothing yet'),
                },
                {
                  title: 'Users',
                  isFigure: true,
                  cell: ({ experiment }) => (experiment === null ? '' : count(experiment.users)),
                },
              ]}
            />
          </Show>
        )}
      </Loaded>
    </Card>
  );
}

function liftText(
  { lift, low, high }: Pick<LedgerEntry['predicted'], 'lift' | 'low' | 'high'>,
  without: string,
): string {
  if (lift === null) return without;
  const signed = (share: number) => `${share < 0 ? '' : '+'}${percent(share)}`;
  return low === null || high === null ? signed(lift) : `${signed(lift)} (${signed(low)} to ${signed(high)})`;
}
