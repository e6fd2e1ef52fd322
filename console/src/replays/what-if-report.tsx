import { For, Show } from 'solid-js';
import { Table } from '#console/components/table.tsx';
import { count, moneyIn, percent, percentInText } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { CounterfactualFigures } from '#console/replays/counterfactual.tsx';
import type { WhatIfReport } from '#schemas/http/replay-reports.ts';

type Row = { title: string; today: string; changed: string };

/** What another setting would have won and lost in the answers of the past. */
export function WhatIfFigures(props: { report: WhatIfReport; currency: string }) {
  const rows = (): Row[] => {
    const { today, changedWay, clicks, revenue } = props.report;
    const money = moneyIn(props.currency);
    const row = (title: string, of: (figures: typeof today) => string): Row => ({
      title,
      today: of(today),
      changed: of(changedWay),
    });
    return [
      row(`Kept of ${several(clicks, 'click')}`, ({ clicksKept }) => count(clicksKept)),
      row(`Kept of ${money(Number(revenue))} bought by them`, ({ revenueKept }) => money(Number(revenueKept))),
      row('Products an answer', ({ items }) => items.toFixed(1)),
      row('Different products', ({ products }) => count(products)),
      row('Of the catalog shown', ({ coverage }) => (coverage === null ? '' : percent(coverage))),
      row('Categories an answer', ({ categories }) => categories.toFixed(1)),
      row('By a stand-in', ({ fallback }) => percent(fallback)),
      row('Without an answer', ({ answered }) => percent(1 - answered)),
      row('Touched before, on average', ({ popularity }) => popularity.toFixed(1)),
    ];
  };
  return (
    <div class="space-y-4">
      <p class="text-sm text-soft">
        {percentInText(props.report.changed)} of {several(props.report.answers, 'answer')} would differ. By today's
        settings, {percentInText(props.report.reproduced)} of the products that were shown are answered again.
      </p>
      <Table
        caption="Answers by today's settings and by the change"
        rows={rows()}
        columns={[
          { title: 'Figure', cell: ({ title }) => title },
          { title: 'Today', isFigure: true, cell: ({ today }) => today },
          { title: 'With the change', isFigure: true, cell: ({ changed }) => changed },
        ]}
      />
      <Show when={props.report.counterfactual}>{(found) => <CounterfactualFigures found={found()} />}</Show>
      <div class="grid gap-x-12 gap-y-4 sm:grid-cols-2">
        <Counted title="Won" counted={props.report.won} />
        <Counted title="Lost" counted={props.report.lost} />
      </div>
      <ul class="list-disc space-y-1 pl-5 text-sm text-soft">
        <For each={props.report.notes}>{(note) => <li>{note}</li>}</For>
      </ul>
    </div>
  );
}

function Counted(props: { title: string; counted: WhatIfReport['won'] }) {
  return (
    <section>
      <h3 class="mb-1.5 text-sm font-medium">{props.title}</h3>
      <Show when={props.counted.length > 0} fallback={<p class="text-sm text-soft">Nothing.</p>}>
        <ol class="space-y-1 text-sm">
          <For each={props.counted}>
            {({ productId, answers }) => (
              <li class="flex justify-between gap-4">
                <span class="min-w-0 break-all">{productId}</span>
                <span class="figures text-soft">{count(answers)}</span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </section>
  );
}
