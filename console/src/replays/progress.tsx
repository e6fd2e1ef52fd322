import { Show } from 'solid-js';
import { leftText } from '#console/replays/replay-words.ts';
import type { ReplayView } from '#schemas/http/replays.ts';

/** How far a replay is: what it is at, a bar, and how long its phase takes yet. */
export function Progress(props: { replay: ReplayView }) {
  const share = () => (props.replay.total ? Math.min(1, props.replay.done / props.replay.total) : null);
  return (
    <div class="min-w-40 space-y-1">
      <div
        role="progressbar"
        aria-label={props.replay.phase ?? 'starting'}
        aria-valuemin="0"
        aria-valuemax="100"
        aria-valuenow={share() === null ? undefined : Math.round((share() ?? 0) * 100)}
        class="h-1.5 overflow-hidden rounded-full bg-sunken"
      >
        <div class="h-full rounded-full bg-pine transition-[width]" style={{ width: `${(share() ?? 0) * 100}%` }} />
      </div>
      <p class="text-xs text-soft">
        {props.replay.phase ?? 'starting'}
        <Show when={share() !== null}>, {Math.round((share() ?? 0) * 100)} %</Show>
        <Show when={props.replay.secondsLeft !== null}>, {leftText(props.replay.secondsLeft)}</Show>
      </p>
    </div>
  );
}
