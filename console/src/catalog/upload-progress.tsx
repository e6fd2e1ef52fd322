import { Show } from 'solid-js';
import type { Report } from '#console/catalog/send-file.ts';
import { Button } from '#console/components/button.tsx';
import { several } from '#console/format/several.ts';

const bar = 'h-2 min-w-40 flex-1 accent-pine';

/** How far a file is, and a way to stop it: what is through by then stays. `report` is null before the first line is through. */
export function UploadProgress(props: { report: Report | null; onStop: () => void }) {
  const text = () => {
    const { done = 0, total = null } = props.report ?? {};
    return total === null
      ? `${several(done, 'line')} read`
      : `${done.toLocaleString('en')} of ${several(total, 'line')}`;
  };
  return (
    <div class="mb-4 flex flex-wrap items-center gap-3">
      <Show when={props.report?.total} fallback={<progress class={bar} aria-label="Progress" />}>
        {(total) => <progress class={bar} max={total()} value={props.report?.done ?? 0} aria-label="Progress" />}
      </Show>
      <span class="figures text-sm text-soft">{text()}</span>
      <Button isSmall onClick={props.onStop}>
        Stop
      </Button>
    </div>
  );
}
