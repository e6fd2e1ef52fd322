import { For, Show } from 'solid-js';
import { Card } from '#console/components/card.tsx';
import { Scrolls } from '#console/components/scrolls.tsx';
import { HeadingRow } from '#console/experiments/heading-row.tsx';
import { labelOf, signedPercent, writeIn, writeInterval, writeP } from '#console/experiments/metrics.ts';
import type { ExperimentResults } from '#schemas/http/experiment-results.ts';

const decisions: Readonly<Record<string, { title: string; look: string }>> = {
  ship: { title: 'Ship the variant', look: 'border-pine bg-pine-soft' },
  roll_back: { title: 'Roll back to the control', look: 'border-rust bg-rust-soft' },
  keep: { title: 'Keep the control', look: 'border-line bg-card' },
  review: { title: 'Look at it yourself', look: 'border-ochre bg-ochre-soft' },
  wait: { title: 'Wait', look: 'border-line bg-card' },
  blocked: { title: 'Nothing can be concluded', look: 'border-rust bg-rust-soft' },
};
const rules: Readonly<Record<string, string>> = {
  traffic_imbalance: 'Shoppers were not split as planned, so that the arms are not alike.',
  no_users: 'Nobody has entered yet.',
  first_days: 'In the first three days nothing is concluded.',
  not_ready:
    'None of the three has come: a confidence sequence that leaves zero out, the precision that is aimed at, the planned end.',
  guardrail_loses: 'A guardrail fell by more than its margin.',
  goal_loses: 'The metric that decides is lower with the variant.',
  goal_wins: 'The metric that decides is higher with the variant, and no guardrail loses.',
  nothing_loses: 'The preset ships whatever does no harm.',
  nothing_found:
    'At the end, or at the precision that was aimed at, there is no difference that chance would not make.',
};

/** What a careful analyst would do, in words, and the rule behind it. Beside it, why one look is not the same as looking every day. */
export function VerdictCard(props: { results: ExperimentResults; currency: string; timeZone: string }) {
  const verdict = () => props.results.verdict;
  const told = () => decisions[verdict().decision] ?? { title: verdict().decision, look: 'border-line bg-card' };
  const day = (time: string) =>
    new Intl.DateTimeFormat('en-GB', { timeZone: props.timeZone, dateStyle: 'medium', timeStyle: 'short' }).format(
      Date.parse(time),
    );
  return (
    <section class={`rounded-lg border p-5 shadow-card ${told().look}`}>
      <p class="text-sm text-soft">Verdict</p>
      <h2 class="mt-0.5 text-xl">{told().title}</h2>
      <p class="mt-2 max-w-3xl">{verdict().text}</p>
      <details class="mt-3 text-sm">
        <summary class="text-soft">
          The rule that fired: <code class="font-mono">{verdict().rule}</code>
        </summary>
        <p class="mt-2 max-w-3xl">{rules[verdict().rule] ?? ''}</p>
        <Show when={props.results.verdicts.length > 0}>
          <p class="mt-3 font-medium">What was said so far, {props.timeZone}</p>
          <ul class="mt-1 space-y-1">
            <For each={props.results.verdicts}>
              {(shown) => (
                <li>
                  <time class="figures text-soft" datetime={shown.shownAt}>
                    {day(shown.shownAt)}
                  </time>{' '}
                  {decisions[shown.decision]?.title ?? shown.decision}: {shown.text}
                </li>
              )}
            </For>
          </ul>
        </Show>
      </details>
    </section>
  );
}

/** One look beside looking every day, and the same comparison made in other ways. */
export function WaysCard(props: { results: ExperimentResults; currency: string }) {
  const results = () => props.results;
  const write = () => writeIn(results().metric, props.currency);
  const absolute = (value: number | null) =>
    value === null ? 'open' : `${value < 0 ? '−' : '+'}${write()(Math.abs(value))}`;
  const isTempting = () => results().isSignificant && !results().sequential.isSignificant;
  const rows = () => {
    const { adjusted, winsorised, sequential, confidenceInterval, lift, pValue, pValueNaive, metric } = results();
    const relative = (interval: { lower: number | null; upper: number | null }) =>
      writeInterval(interval, signedPercent);
    return [
      { name: 'One look, at the end', change: signedPercent(lift), interval: relative(confidenceInterval), p: pValue },
      {
        name: 'Looking every day (confidence sequence, absolute)',
        change: absolute(results().variantMetric - results().controlMetric),
        interval: writeInterval(sequential, absolute),
        p: sequential.pValue,
      },
      ...(adjusted === null
        ? []
        : [
            {
              name: 'With what shoppers did before taken out (CUPED)',
              change: adjusted.lift === null ? 'no base' : signedPercent(adjusted.lift),
              interval: relative(adjusted.confidenceInterval),
              p: adjusted.pValue,
            },
          ]),
      {
        name: `Revenue per visitor, amounts capped at ${writeIn('revenue_per_visitor', props.currency)(winsorised.cap)}`,
        change: signedPercent(winsorised.lift),
        interval: relative(winsorised.confidenceInterval),
        p: winsorised.pValue,
      },
      ...(metric === 'ctr' && pValueNaive !== null
        ? [{ name: 'If impressions were independent (not used)', change: '–', interval: '–', p: pValueNaive }]
        : []),
    ];
  };
  return (
    <Card
      title="The same in other ways"
      hint={`All of ${labelOf(results().metric).toLowerCase()} unless it says otherwise.`}
    >
      <Show when={isTempting()}>
        <p role="note" class="mb-4 rounded-md bg-ochre-soft px-4 py-3 text-sm text-ochre">
          By one look this would be significant, and by looking every day it is not yet. Whoever ends an experiment on
          the first good day finds effects that are not there.
        </p>
      </Show>
      <Scrolls label="The comparison in other ways" class="-mx-5 px-5">
        <table class="w-full text-sm">
          <HeadingRow titles={['How', 'Change', '95 % interval', 'p']} />
          <tbody>
            <For each={rows()}>
              {(row) => (
                <tr class="border-b border-line last:border-0">
                  <th scope="row" class="py-2.5 pr-4 text-left font-normal">
                    {row.name}
                  </th>
                  <td class="figures py-2.5 pr-4 whitespace-nowrap">{row.change}</td>
                  <td class="figures py-2.5 pr-4 whitespace-nowrap">{row.interval}</td>
                  <td class="figures py-2.5 whitespace-nowrap">{writeP(row.p)}</td>
                </tr>
              )}
            </For>
          </tbody>
        </table>
      </Scrolls>
    </Card>
  );
}
