import { createSignal, For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Table } from '#console/components/table.tsx';
import { attempt, say } from '#console/components/toasts.tsx';
import { count, percentInText } from '#console/format/numbers.ts';
import { several } from '#console/format/several.ts';
import { askReplay } from '#console/queries/replays.ts';
import type { RebuildReport, TableParity } from '#schemas/http/replay-reports.ts';

/** What a rebuild made, how it compares with the version before, and, if that stopped it, a way to confirm it. */
export function RebuildFigures(props: { tenantId: string; report: RebuildReport }) {
  const [isAsked, setIsAsked] = createSignal(false);
  const parity = () => props.report.parity;
  async function confirm(): Promise<void> {
    await askReplay(props.tenantId, {
      kind: 'rebuild',
      settings: { projection: props.report.projection, confirm: true },
    });
    setIsAsked(true);
    say('The rebuild goes on, and takes over when it has caught up.');
  }
  return (
    <div class="space-y-4">
      <p class="text-sm">{outcomeText(props.report)}</p>
      <Show when={parity().tables.length > 0}>
        <Table
          caption="Rows of both versions"
          rows={parity().tables}
          columns={[
            { title: 'Table', cell: ({ table }) => table },
            { title: 'Rows before', isFigure: true, cell: ({ before }) => count(before) },
            { title: 'Rows now', isFigure: true, cell: ({ now }) => count(now) },
            { title: 'Changed', isFigure: true, cell: ({ changed }) => count(changed) },
            { title: 'Gone', isFigure: true, cell: ({ onlyBefore }) => count(onlyBefore) },
            { title: 'New', isFigure: true, cell: ({ onlyNow }) => count(onlyNow) },
          ]}
        />
      </Show>
      <For each={parity().tables.filter(({ days, samples }) => days.length + samples.length > 0)}>
        {(table) => <Differences {...table} />}
      </For>
      <Show when={!props.report.isLive}>
        <Button isSmall disabled={isAsked()} onClick={() => attempt(confirm)}>
          Take over in spite of it
        </Button>
      </Show>
    </div>
  );
}

function outcomeText({ projection, version, events, isLive, parity }: RebuildReport): string {
  const share = percentInText(parity.differing);
  const compared = {
    equal: 'It has the rows of the version before.',
    within: `${share} of the rows of a table differ, which is within the bound of ${percentInText(parity.bound)}.`,
    expected: `${share} of the rows of a table differ, as was to be expected: ${parity.why}.`,
    confirmed: `${share} of the rows of a table differ, which was confirmed.`,
    stopped: `${share} of the rows of a table differ, and the bound is ${percentInText(parity.bound)}.`,
    not_compared: `It was not compared with the version before: ${parity.why}.`,
  }[parity.verdict];
  return isLive
    ? `${projection} was built again from ${several(events, 'record')}, and is at version ${version}. ${compared} The version before is kept for a roll-back.`
    : `${projection} stays at version ${parity.before}. Version ${version} is built, and waits until it is confirmed. ${compared}`;
}

function Differences(props: TableParity) {
  const text = (row: object | null) => (row === null ? 'nothing' : JSON.stringify(row));
  return (
    <section>
      <h3 class="mb-1.5 text-sm font-medium">What differs in {props.table}</h3>
      <ul class="list-disc space-y-1 pl-5 text-sm text-soft">
        <For each={props.days}>
          {({ day, column, before, now }) => (
            <li>
              {day}, {column}: {before} before, {now} now
            </li>
          )}
        </For>
        <For each={props.samples}>
          {({ key, before, now }) => (
            <li class="break-all">
              {text(key)}: {text(before)} before, {text(now)} now
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
