import { Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { saveFile } from '#console/components/save-file.ts';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { count } from '#console/format/numbers.ts';
import { fetchReplayFile } from '#console/queries/replays.ts';
import { sizeText } from '#console/replays/replay-words.ts';
import type { ExportReport } from '#schemas/http/replay-reports.ts';
import type { ReplayView } from '#schemas/http/replays.ts';

/** The files of an export, to be saved one by one, and what is not in them. */
export function ExportFiles(props: { tenantId: string; replay: ReplayView; timeZone: string }) {
  const report = () => props.replay.report as ExportReport;
  const save = (path: string) =>
    attempt(async () =>
      saveFile(await fetchReplayFile(props.tenantId, props.replay.id, path), path.replaceAll('/', '_')),
    );
  return (
    <div class="space-y-4">
      <Show when={report().missingMonths.length > 0}>
        <p class="text-sm text-ochre">
          Events of {report().missingMonths.join(', ')} lie in archives alone, and are not in it.
        </p>
      </Show>
      <Show
        when={props.replay.files.length > 0}
        fallback={<p class="text-sm text-soft">Its files were removed. Export again to have them.</p>}
      >
        <Show when={props.replay.filesUntil}>
          {(until) => (
            <p class="text-sm text-soft">
              Kept until <Time at={until()} timeZone={props.timeZone} isExact />. The manifest has their checksums, and
              up to where in the log they go.
            </p>
          )}
        </Show>
        <Table
          caption="Files of the export"
          rows={props.replay.files}
          columns={[
            { title: 'File', cell: ({ path }) => <span class="font-mono text-xs break-all">{path}</span> },
            { title: 'Rows', isFigure: true, cell: ({ rows }) => count(rows) },
            { title: 'Size', isFigure: true, cell: ({ bytes }) => sizeText(bytes) },
            {
              title: 'Actions',
              cell: ({ path }) => (
                <Button look="bare" isSmall onClick={() => void save(path)}>
                  Save<span class="sr-only"> {path}</span>
                </Button>
              ),
            },
          ]}
        />
      </Show>
    </div>
  );
}
