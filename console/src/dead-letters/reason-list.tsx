import { For } from 'solid-js';
import { count } from '#console/format/numbers.ts';
import type { ReasonCountView } from '#schemas/http/dead-letters.ts';

const meanings: Readonly<Record<string, string>> = {
  undecodable:
    'The bytes are no record that this topic carries. As they are they stay so: repair them, or redrive them after an upgrade that knows them.',
  archived_month: 'The month of the event is archived, and takes no further events: repair them with a time of today.',
  refused_by_postgres: 'The database refused the record. Redrive once the reason is gone.',
};

/** The reasons that there are, each with how many letters wait. The chosen one is pressed; pressed again, all are shown. */
export function ReasonList(props: {
  reasons: readonly ReasonCountView[];
  chosen: string | undefined;
  onChoose: (reason: string | undefined) => void;
}) {
  return (
    <ul class="grid gap-3 sm:grid-cols-2 lg:grid-cols-3">
      <For each={props.reasons}>
        {({ reason, waiting, total }) => (
          <li>
            <button
              type="button"
              aria-pressed={props.chosen === reason}
              class="h-full w-full rounded-lg border border-line bg-card p-4 text-left shadow-card hover:border-edge aria-pressed:border-pine aria-pressed:bg-pine-soft"
              onClick={() => props.onChoose(props.chosen === reason ? undefined : reason)}
            >
              <span class="block font-medium">{reason}</span>
              <span class="figures block text-sm text-soft">
                {count(waiting)} waiting, {count(total - waiting)} redriven
              </span>
              <span class="mt-2 block text-sm text-soft">{meanings[reason] ?? ''}</span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
