import { For } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { labelOf } from '#console/experiments/metrics.ts';
import { percentInText } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import type { Experiment } from '#console/queries/experiments.ts';
import { strategyText } from '#console/strategies/strategy-words.ts';

/** How an experiment was set. */
export function ExperimentFacts(props: { experiment: Experiment; timeZone: string }) {
  const when = (time: string | null) =>
    time === null
      ? 'not yet'
      : `${new Intl.DateTimeFormat('en-GB', { timeZone: props.timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(Date.parse(time))}, ${props.timeZone}`;
  const facts = (): [string, string][] => {
    const { experiment: it } = props;
    return [
      ['Placement', it.placementId],
      ['Control', `${strategyText(it.controlStrategy)}, ${it.trafficSplit} % of shoppers`],
      ['Variant', `${strategyText(it.variantStrategy)}, ${100 - it.trafficSplit} %`],
      ['Decides', labelOf(it.metric)],
      ['Preset', it.preset === 'do_no_harm' ? 'do no harm' : 'clear signals'],
      ['Guardrails', it.guardrails.map(({ metric }) => labelOf(metric)).join(', ') || 'none'],
      ['Precision', `± ${percentInText(it.targetPrecision)} of the change`],
      [
        'Planned',
        [planned(it.plannedDays, 'day'), planned(it.plannedUsers, 'shopper')].filter(Boolean).join(', ') || 'no end',
      ],
      ['Started', when(it.startedAt)],
      ['Completed', when(it.completedAt)],
      ['Id', it.id],
    ];
  };
  return (
    <Card title="How it is set">
      <dl class="grid gap-x-6 gap-y-2 text-sm sm:grid-cols-[10rem_minmax(0,1fr)]">
        <For each={facts()}>
          {([name, value]) => (
            <>
              <dt class="text-soft">{name}</dt>
              <dd class="figures mb-2 break-words sm:mb-0">{value}</dd>
            </>
          )}
        </For>
      </dl>
    </Card>
  );
}

const planned = (number: number | null, of: string) => (number === null ? '' : several(number, of));
