import { Show } from 'solid-js';

/**
 * Draws an interval of a change around zero: green if it lies above, red if below, grey if it holds zero. `scale` is the change at either end of the drawing, so that several bars
 * of a table compare. An end that is null runs out of the drawing; of two that are, nothing is drawn. What it says stands beside it as text.
 */
export function IntervalBar(props: {
  lower: number | null;
  upper: number | null;
  value: number | null;
  scale: number;
}) {
  const place = (value: number) => 50 + (Math.max(-props.scale, Math.min(props.scale, value)) / props.scale) * 50;
  const left = () => (props.lower === null ? 0 : place(props.lower));
  const right = () => (props.upper === null ? 100 : place(props.upper));
  const color = () =>
    props.lower !== null && props.lower > 0
      ? 'bg-pine'
      : props.upper !== null && props.upper < 0
        ? 'bg-rust'
        : 'bg-edge';
  return (
    <div aria-hidden="true" class="relative h-6 w-full min-w-40">
      <div class="absolute inset-x-0 top-1/2 h-px bg-line" />
      <div class="absolute inset-y-0 left-1/2 w-px bg-edge" />
      <Show when={props.lower !== null || props.upper !== null}>
        <div
          class={`absolute top-1/2 h-1.5 -translate-y-1/2 rounded-full ${color()}`}
          style={{ left: `${left()}%`, width: `${Math.max(1, right() - left())}%` }}
        />
      </Show>
      <Show when={props.value !== null}>
        <div
          class={`absolute top-1/2 size-3 -translate-1/2 rounded-full border-2 border-card ${color()}`}
          style={{ left: `${place(props.value ?? 0)}%` }}
        />
      </Show>
    </div>
  );
}
