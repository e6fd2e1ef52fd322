import { createSignal, For, Show } from 'solid-js';
import { Button } from '#console/components/button.tsx';
import { Said } from '#console/components/said.tsx';
import { failureText } from '#console/http/failure-text.ts';

type Toast = { id: number; text: string; undo?: () => void | Promise<void> };

/** Long enough to read a sentence and decide to undo it. */
const shownMs = 10_000;

const [toasts, setToasts] = createSignal<readonly Toast[]>([]);
let nextId = 0;

/** Says for a while what was done, and offers to undo it where it can be undone. */
export function say(text: string, undo?: () => void | Promise<void>): void {
  const toast = { id: nextId++, text, ...(undo === undefined ? {} : { undo }) };
  setToasts((shown) => [...shown, toast]);
  setTimeout(() => drop(toast.id), shownMs);
}

/** Does something that a click asked for; if it fails, says why. */
export async function attempt(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    say(failureText(error));
  }
}

const drop = (id: number) => void setToasts((shown) => shown.filter((toast) => toast.id !== id));

/** Where they are shown; one for the whole dashboard. */
export function Toasts() {
  return (
    <div
      data-guest
      aria-live="polite"
      class="fixed right-4 bottom-4 z-60 flex max-w-[calc(100vw-2rem)] flex-col items-end gap-2"
    >
      <For each={toasts()}>
        {(toast) => (
          <div class="flex items-center gap-3 rounded-md border border-line bg-raised py-2 pr-2 pl-4 text-sm shadow-float">
            <span>
              <Said text={toast.text} />
            </span>
            <Show when={toast.undo}>
              {(undo) => (
                <Button
                  look="bare"
                  isSmall
                  onClick={async () => {
                    drop(toast.id);
                    await attempt(async () => undo()());
                  }}
                >
                  Undo
                </Button>
              )}
            </Show>
            <Button look="bare" isSmall aria-label="Dismiss" onClick={() => drop(toast.id)}>
              ✕
            </Button>
          </div>
        )}
      </For>
    </div>
  );
}
