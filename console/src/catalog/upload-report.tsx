import { Show } from 'solid-js';
import type { RefusedLine, Report } from '#console/catalog/send-file.ts';
import { Button } from '#console/components/button.tsx';
import { Said } from '#console/components/said.tsx';
import { saveCsv } from '#console/components/save-file.ts';
import { Table } from '#console/components/table.tsx';
import { csvText } from '#console/format/csv-text.ts';
import { count } from '#console/format/numbers.ts';

/** Lines that are shown; all of them are in the file to keep. */
const shownLines = 200;

/** What would become of a file, or what became of it: how many of each, and every line that was refused, with why. */
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
      <Show when={props.report.refused.length > 0}>
        <div class="flex flex-wrap items-center justify-between gap-2">
          <h3 class="font-medium">Refused lines</h3>
          <Button isSmall onClick={() => keep(props.report.refused)}>
            Keep this list as a file
          </Button>
        </div>
        <Table
          caption="Refused lines"
          rows={props.report.refused.slice(0, shownLines)}
          columns={[
            { title: 'Line', isFigure: true, cell: ({ line }) => count(line) },
            { title: 'Product', cell: ({ productId }) => <span class="font-mono break-all">{productId}</span> },
            {
              title: 'Why',
              cell: ({ problems }) => (
                <span class="min-w-64">
                  <Said text={problems.join(' ')} />
                </span>
              ),
            },
          ]}
        />
        <Show when={props.report.refused.length > shownLines}>
          <p class="text-sm text-soft">
            The first {shownLines} of {count(props.report.refused.length)} are shown.
          </p>
        </Show>
      </Show>
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

function keep(refused: readonly RefusedLine[]): void {
  const rows = refused.map(({ line, productId, problems }) => [line, productId, problems.join(' ')]);
  saveCsv(csvText([['line', 'productId', 'why'], ...rows]), 'refused-lines.csv');
}
