import { type JSX, Show } from 'solid-js';
import { changeText } from '#console/format/change-text.ts';

/** A figure as the API compares it with the period before. */
export type Compared = { value: number; previous: number | null; change: number | null; zeroBase: boolean };

/** A figure of a period, beside that of the period before. */
export function Stat(props: {
  label: string;
  figure: Compared;
  format: (value: number) => string;
  hint?: JSX.Element;
}) {
  const change = () => changeText(props.figure);
  return (
    <div class="min-w-0 rounded-lg max-lg:last:odd:col-span-2 border border-line bg-card p-4 shadow-card">
      <dt class="text-sm text-soft">{props.label}</dt>
      <dd class="figures mt-1 text-xl font-semibold tracking-tight break-words">{props.format(props.figure.value)}</dd>
      <Show when={change()}>
        {(told) => (
          <dd class="mt-1 text-sm text-soft">
            <span
              class={`figures font-medium ${told().tone === 'up' ? 'text-pine' : told().tone === 'down' ? 'text-rust' : ''}`}
            >
              {told().text}
            </span>{' '}
            <span class="whitespace-nowrap">from {props.format(props.figure.previous ?? 0)}</span>
          </dd>
        )}
      </Show>
      <Show when={props.hint}>
        <dd class="mt-1 text-sm text-soft">{props.hint}</dd>
      </Show>
    </div>
  );
}
