import { Dialog as Primitive } from '@kobalte/core/dialog';
import type { JSX } from 'solid-js';
import { chosenFirst } from '#console/components/chosen-first.ts';
import { giveFocusBack } from '#console/components/give-focus-back.ts';
import { keepFocus } from '#console/components/keep-focus.ts';

/**
 * A question in front of the page. It takes the focus to its first control, and among choices to the chosen one; it holds it, closes by Escape or a press beside it, and gives it back. A press beside it takes nothing away: once something was
 * typed, or with `isHeld` (what it says is said once), it does nothing.
 */
export function Dialog(props: {
  isOpen: boolean;
  onClose: () => void;
  title: string;
  isHeld?: boolean;
  children: JSX.Element;
}) {
  return (
    <Primitive open={props.isOpen} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Primitive.Portal>
        <Primitive.Overlay class="fixed inset-0 z-40 bg-black/45" />
        <div class="fixed inset-0 z-50 grid place-items-center overflow-y-auto p-4">
          <Content title={props.title} isHeld={props.isHeld === true}>
            {props.children}
          </Content>
        </div>
      </Primitive.Portal>
    </Primitive>
  );
}

function Content(props: { title: string; isHeld: boolean; children: JSX.Element }) {
  let content: HTMLDivElement | undefined;
  let isTyped = false;
  keepFocus(() => content);
  const focus = giveFocusBack();
  return (
    <Primitive.Content
      ref={content}
      {...focus}
      onInput={() => {
        isTyped = true;
      }}
      onPointerDownOutside={(event) => (isTyped || props.isHeld) && event.preventDefault()}
      onOpenAutoFocus={(event) => {
        focus.onOpenAutoFocus();
        const chosen = chosenFirst(content);
        if (chosen === undefined) return;
        event.preventDefault();
        chosen.focus({ preventScroll: true });
      }}
      class="w-full max-w-lg rounded-lg border border-line bg-raised p-6 shadow-float"
    >
      <Primitive.Title class="mb-4 text-xl font-semibold tracking-tight">{props.title}</Primitive.Title>
      {props.children}
    </Primitive.Content>
  );
}
