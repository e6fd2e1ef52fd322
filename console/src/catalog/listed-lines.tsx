import { Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Said } from '#console/components/said.tsx';
import { saveCsv } from '#console/components/save-file.ts';
import { Table } from '#console/components/table.tsx';
import { csvText } from '#console/format/csv-text.ts';
import { count } from '#console/format/numbers.ts';

/** Lines that are shown; all of them are in the file to keep. */
const shownLines = 200;

/** A line of a file that did not go in as it stands there, and why. */
export type ListedLine = { line: number; productId: string; why: string };

/** Lines of a file that did not go in as they stand there, with why, and a way to keep all of them as `fileName`; nothing if there is none. */
export function ListedLines(props: { title: string; lines: readonly ListedLine[]; fileName: string }) {
  return (
    <Show when={props.lines.length > 0}>
      <div class="flex flex-wrap items-center justify-between gap-2">
        <h3 class="font-medium">{props.title}</h3>
        <Button isSmall onClick={() => keep(props.lines, props.fileName)}>
          Keep this list as a file
        </Button>
      </div>
      <Table
        caption={props.title}
        rows={props.lines.slice(0, shownLines)}
        columns={[
          { title: 'Line', isFigure: true, cell: ({ line }) => count(line) },
          { title: 'Product', cell: ({ productId }) => <span class="font-mono break-all">{productId}</span> },
          {
            title: 'Why',
            cell: ({ why }) => (
              <span class="min-w-64">
                <Said text={why} />
              </span>
            ),
          },
        ]}
      />
      <Show when={props.lines.length > shownLines}>
        <p class="text-sm text-soft">
          The first {shownLines} of {count(props.lines.length)} are shown.
        </p>
      </Show>
    </Show>
  );
}

function keep(lines: readonly ListedLine[], fileName: string): void {
  const rows = lines.map(({ line, productId, why }) => [line, productId, why]);
  saveCsv(csvText([['line', 'productId', 'why'], ...rows]), fileName);
}
