import { createSignal, createUniqueId, type JSX, onCleanup, Show } from 'solid-js';
import { Said } from '#console/components/said.tsx';
import { say } from '#console/components/toasts.tsx';
import { failureText } from '#console/http/failure-text.ts';

/** A text that was refused, and why. */
type Refusal = { text: string; why: string };

/**
 * A value that is edited where it stands: a click or Enter opens it, Enter or leaving it saves, Escape keeps what was. `onSave` gets the new text, and only if it is another than the
 * value was when it was opened, which it gets too. If it throws, the editor stays open with what was typed, and the reason stands at it. A value that changes meanwhile does not touch
 * what is typed.
 */
export function EditInPlace(props: {
  label: string;
  value: string;
  children: JSX.Element;
  onSave: (value: string, seen: string) => Promise<void>;
  class?: string;
  inputMode?: 'decimal' | 'text';
}) {
  const reasonId = createUniqueId();
  /** The value as it was when it was opened; null while it is not. */
  const [seen, setSeen] = createSignal<string | null>(null);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const [isSaving, setIsSaving] = createSignal(false);
  let button: HTMLButtonElement | undefined;
  let input: HTMLInputElement | undefined;
  let isGone = false;
  onCleanup(() => {
    isGone = true;
  });

  function close(): void {
    const hasFocus = document.activeElement === input;
    setRefusal(null);
    setSeen(null);
    if (hasFocus) button?.focus();
  }
  async function save(text: string): Promise<void> {
    const before = seen();
    if (before === null || isSaving()) return;
    if (text === before) return close();
    setIsSaving(true);
    try {
      await props.onSave(text, before);
      close();
    } catch (error) {
      if (isGone) say(failureText(error));
      setRefusal({ text, why: failureText(error) });
    } finally {
      setIsSaving(false);
    }
  }
  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLInputElement }): void {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    if (event.key === 'Enter') void save(event.currentTarget.value);
    else if (!isSaving()) close();
  }
  /** What was refused is not sent again by leaving it. */
  function onBlur({ currentTarget: { value } }: { currentTarget: HTMLInputElement }): void {
    if (value !== refusal()?.text) void save(value);
  }

  return (
    <Show
      when={seen() !== null}
      fallback={
        <button
          ref={button}
          type="button"
          onClick={() => setSeen(props.value)}
          class={`min-h-8 cursor-text rounded-sm border border-transparent px-1.5 text-inherit hover:border-edge disabled:cursor-default disabled:hover:border-transparent ${props.class ?? ''}`}
        >
          <span class="sr-only">Edit {props.label}: </span>
          {props.children}
        </button>
      }
    >
      <input
        ref={(drawn) => {
          input = drawn;
          queueMicrotask(() => {
            drawn.focus();
            drawn.select();
          });
        }}
        aria-label={props.label}
        aria-invalid={refusal() !== null}
        aria-describedby={refusal() === null ? undefined : reasonId}
        inputmode={props.inputMode ?? 'text'}
        readOnly={isSaving()}
        value={seen() ?? ''}
        onKeyDown={onKeyDown}
        onBlur={onBlur}
        class={`min-h-8 w-full min-w-20 rounded-sm border border-pine bg-card px-1.5 text-ink aria-invalid:border-rust ${props.class ?? ''}`}
      />
      <Show when={refusal()}>
        {(told) => (
          <p
            id={reasonId}
            role="alert"
            class="mt-1 min-w-48 text-left font-sans text-sm break-words whitespace-normal text-rust"
          >
            <Said text={told().why} />
          </p>
        )}
      </Show>
    </Show>
  );
}
