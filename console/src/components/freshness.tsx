import { Show } from 'solid-js';
import { oneOrMany, several } from '#console/format/several.ts';
import type { Freshness as Told } from '#schemas/http/freshness.ts';

/** Says how far figures are: when they were asked for, and what of the log is not counted yet. */
export function Freshness(props: {
  freshness: Pick<Told, 'lag' | 'isStale' | 'hasFormerCurrency'>;
  answeredAtMs: number | null;
}) {
  const clock = () =>
    new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' }).format(props.answeredAtMs ?? Date.now());
  return (
    <div class="figures space-y-1 text-xs text-soft">
      <p>
        As of {clock()} by your clock, asked again each minute.{' '}
        <Show when={(props.freshness.lag ?? 0) > 0} fallback="Everything that arrived is counted.">
          {several(props.freshness.lag ?? 0, 'record')} {oneOrMany(props.freshness.lag ?? 0, 'is', 'are')} not counted
          yet.
        </Show>
      </p>
      <Show when={props.freshness.isStale}>
        <p class="text-ochre">Nothing new is counted until an operator rebuilds this projection.</p>
      </Show>
      <Show when={props.freshness.hasFormerCurrency}>
        <p class="text-ochre">
          The currency was changed: amounts from before that are still judged by the former one, until an operator
          rebuilds the figures.
        </p>
      </Show>
    </div>
  );
}
