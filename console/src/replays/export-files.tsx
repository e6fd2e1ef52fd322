import { createSignal, For, onCleanup, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { saveFile } from '#console/components/save-file.ts';
import { Table } from '#console/components/table.tsx';
import { Time } from '#console/components/time.tsx';
import { attempt } from '#console/components/toasts.tsx';
import { zipOf } from '#console/components/zip.ts';
import { count } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { fetchReplayFile } from '#console/queries/replays.ts';
import { bytesOf, filesByTable } from '#console/replays/files-by-table.ts';
import { sizeText } from '#console/replays/replay-words.ts';
import type { ExportReport } from '#schemas/http/replay-reports.ts';
import type { ReplayView } from '#schemas/http/replays.ts';

/** What a browser puts together in its memory without trouble. */
const maxZipBytes = 500_000_000;

/** What an export holds, to be saved as one zip file or file by file, and what is not in it. */
export function ExportFiles(props: { tenantId: string; replay: ReplayView; timeZone: string }) {
  const report = () => props.replay.report as ExportReport;
  const files = () => props.replay.files;
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
      <For each={report().notes ?? []}>{(note) => <p class="text-sm text-ochre">{note}</p>}</For>
      <Show
        when={files().length > 0}
        fallback={<p class="text-sm text-soft">Its files were removed. Export again to have them.</p>}
      >
        <Show when={props.replay.filesUntil}>
          {(until) => (
            <p class="text-sm text-soft">
              Kept until <Time at={until()} timeZone={props.timeZone} isExact />, {props.timeZone}. The manifest has
              their checksums, and up to where in the log they go.
            </p>
          )}
        </Show>
        <Table
          caption="What the export holds"
          rows={filesByTable(files())}
          columns={[
            { title: 'What', cell: ({ table }) => <span class="font-medium">{table}</span> },
            { title: 'Files', isFigure: true, cell: (of) => count(of.files) },
            { title: 'Rows', isFigure: true, cell: ({ rows }) => count(rows) },
            { title: 'Size', isFigure: true, cell: ({ bytes }) => sizeText(bytes) },
          ]}
        />
        <SaveAll tenantId={props.tenantId} replay={props.replay} />
        <details>
          <summary class="text-sm text-pine">{several(files().length, 'file')}, one by one</summary>
          <div class="mt-3 max-h-96 overflow-y-auto">
            <Table
              caption="Files of the export"
              rows={files()}
              columns={[
                { title: 'File', cell: ({ path }) => <span class="font-mono text-xs break-all">{path}</span> },
                { title: 'Size', isFigure: true, cell: ({ bytes }) => sizeText(bytes) },
                {
                  title: 'Actions',
                  cell: ({ path }) => (
                    <Button look="bare" isSmall onClick={() => save(path)}>
                      Save<span class="sr-only"> {path}</span>
                    </Button>
                  ),
                },
              ]}
            />
          </div>
        </details>
      </Show>
    </div>
  );
}

/** Saves all files as one, and says meanwhile how many it has. */
function SaveAll(props: { tenantId: string; replay: ReplayView }) {
  const [got, setGot] = createSignal<number | null>(null);
  const bytes = () => bytesOf(props.replay.files);
  let hasLeft = false;
  onCleanup(() => {
    hasLeft = true;
  });
  const saveAll = () =>
    attempt(async () => {
      try {
        const entries = [];
        for (const { path } of props.replay.files) {
          setGot(entries.length);
          const file = await fetchReplayFile(props.tenantId, props.replay.id, path);
          if (hasLeft) return;
          entries.push({ name: path, bytes: new Uint8Array(await file.arrayBuffer()) });
        }
        saveFile(zipOf(entries), `export-${props.replay.createdAt.slice(0, 10)}.zip`);
      } finally {
        setGot(null);
      }
    });
  return (
    <Show
      when={bytes() <= maxZipBytes}
      fallback={<p class="text-sm text-soft">More than {sizeText(maxZipBytes)}: save its files one by one.</p>}
    >
      <Button onClick={saveAll}>
        {got() === null
          ? `Save all as a zip file, ${sizeText(bytes())}`
          : `${count(got() ?? 0)} of ${several(props.replay.files.length, 'file')}`}
      </Button>
    </Show>
  );
}
