import { createSignal, For, onCleanup, Show } from 'solid-js';
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

/** Takes a toast away after its time, which begins anew when neither the pointer is on it nor the focus in it any more: what somebody is about to press stays. */
function dropUnheld(shown: HTMLElement, id: number): void {
  const holds = new Set<string>();
  let timer = 0;
  const wait = () => {
    if (holds.size === 0) timer = window.setTimeout(() => drop(id), shownMs);
  };
  const ways = [
    ['pointerenter', 'pointerleave'],
    ['focusin', 'focusout'],
  ] as const;
  for (const [begin, end] of ways) {
    shown.addEventListener(begin, () => {
      holds.add(begin);
      clearTimeout(timer);
    });
    shown.addEventListener(end, () => {
      if (holds.delete(begin)) wait();
    });
  }
  wait();
  onCleanup(() => clearTimeout(timer));
}

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
          <div
            ref={(shown) => dropUnheld(shown, toast.id)}
            class="flex items-center gap-3 rounded-md border border-line bg-raised py-2 pr-2 pl-4 text-sm shadow-float"
          >
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
