import { For } from 'solid-js';
import { Dialog } from '#console/components/dialog.tsx';
import { KeyHint } from '#console/components/key-hint.tsx';

const keys: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Go to a page, a tenant, a product, an experiment' },
  { keys: ['⌘', 'K'], does: 'The same on a Mac' },
  { keys: ['/'], does: 'To the filters of the page' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Esc'], does: 'Close what is in front of the page' },
];

/** The list of the keys that work on every page of the dashboard. */
export function KeysHelp(props: { isOpen: boolean; onClose: () => void }) {
  return (
    <Dialog isOpen={props.isOpen} onClose={props.onClose} title="Keys">
      <dl class="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-3 text-sm">
        <For each={keys}>
          {(line) => (
            <>
              <dt class="flex gap-1">
                <For each={line.keys}>{(name) => <KeyHint name={name} />}</For>
              </dt>
              <dd>{line.does}</dd>
            </>
          )}
        </For>
      </dl>
    </Dialog>
  );
}
