import { Show } from 'solid-js';
import { askBeforeLeaving } from '#console/components/ask-before-leaving.ts';
import { Button } from '#console/components/button.tsx';

/** While there is something unsaved it says so at the foot of the screen, saves or drops it, and asks before the page is left. */
export function SaveBar(props: {
  isDirty: boolean;
  isBusy: boolean;
  isDisabled?: boolean;
  save: string;
  onSave: () => void;
  onDiscard: () => void;
}) {
  // What only changes the query keeps the draft, or says by itself what becomes of it.
  askBeforeLeaving(() => props.isDirty, 'Leave without saving? The draft is lost.');
  return (
    <Show when={props.isDirty}>
      <section
        aria-label="Unsaved changes"
        class="sticky bottom-4 z-30 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line bg-raised px-4 py-3 shadow-float"
      >
        <p class="text-sm font-medium">Not saved yet</p>
        <div class="flex flex-wrap gap-2">
          <Button onClick={props.onDiscard}>Discard</Button>
          <Button look="primary" isBusy={props.isBusy} disabled={props.isDisabled === true} onClick={props.onSave}>
            {props.save}
          </Button>
        </div>
      </section>
    </Show>
  );
}
