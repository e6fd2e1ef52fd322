import { Show } from 'solid-js';
import { ListedLines } from '#console/catalog/listed-lines.tsx';
import type { Report } from '#console/catalog/send-file.ts';
import { Said } from '#console/components/said.tsx';
import { count } from '#console/format/numbers.ts';

/** What would become of a file, or what became of it: how many of each, and every line that was refused, repeats an id or was kept otherwise, with why. */
export function UploadReport(props: { report: Report; isDryRun: boolean; isFull: boolean }) {
  const would = () => (props.isDryRun ? 'would be' : 'were');
  return (
    <div class="space-y-4">
      <dl class="grid grid-cols-2 gap-4 sm:grid-cols-4">
        <Count label={`${would()} created`} value={props.report.created} />
        <Count label={`${would()} updated`} value={props.report.updated} />
        <Count
          label={`${would()} refused`}
          value={props.report.refused.length + (props.report.unlisted ?? 0)}
          isBad={props.report.refused.length > 0}
        />
        <Show when={props.isFull}>
          <Count label={`${would()} made unavailable`} value={props.report.retired ?? 0} />
        </Show>
        <Show when={(props.report.repeated ?? 0) > 0}>
          <Count label="repeat an earlier id" value={props.report.repeated ?? 0} />
        </Show>
        <Show when={props.report.pending > 0}>
          <Count label="are on their way" value={props.report.pending} />
        </Show>
      </dl>
      <Show when={props.report.keptBecause}>
        {(because) => (
          <p role="alert" class="rounded-md bg-ochre-soft px-4 py-3 text-sm text-ochre">
            <Said text={because()} />
          </p>
        )}
      </Show>
      <ListedLines
        title="Refused lines"
        lines={props.report.refused.map(({ line, productId, problems }) => ({
          line,
          productId,
          why: problems.join(' '),
        }))}
        fileName="refused-lines.csv"
      />
      <ListedLines
        title="Repeated ids"
        lines={(props.report.repeats ?? []).map(({ line, productId, firstLine }) => ({
          line,
          productId,
          why: `Line ${count(firstLine)} has this product already, and counts: give this one an id of its own, or leave it out.`,
        }))}
        fileName="repeated-ids.csv"
      />
      <ListedLines
        title="Kept otherwise than in the file"
        lines={(props.report.kept ?? []).map(({ line, productId, notes }) => ({
          line,
          productId,
          why: notes.join(' '),
        }))}
        fileName="lines-kept-otherwise.csv"
      />
    </div>
  );
}

function Count(props: { label: string; value: number; isBad?: boolean }) {
  return (
    <div>
      <dd class={`figures text-xl font-semibold ${props.isBad === true ? 'text-rust' : ''}`}>{count(props.value)}</dd>
      <dt class="text-sm text-soft">{props.label}</dt>
    </div>
  );
}
