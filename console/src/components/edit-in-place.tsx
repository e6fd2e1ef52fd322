import { createSignal, type JSX, Show } from 'solid-js';

/**
 * A value that is edited where it stands: a click or Enter opens it, Enter or leaving it saves, Escape keeps what was. `onSave` gets the new text, and only if it is another than the
 * value was when it was opened, which it gets too; what it throws is its own to tell. A value that changes meanwhile does not touch what is typed.
 */
export function EditInPlace(props: {
  label: string;
  value: string;
  children: JSX.Element;
  onSave: (value: string, seen: string) => void;
  class?: string;
  inputMode?: 'decimal' | 'text';
}) {
  /** The value as it was when it was opened; null while it is not. */
  const [seen, setSeen] = createSignal<string | null>(null);
  let button: HTMLButtonElement | undefined;

  function close(value: string | null): void {
    const before = seen();
    if (before === null) return;
    setSeen(null);
    if (value !== null && value !== before) props.onSave(value, before);
  }
  function onKeyDown(event: KeyboardEvent & { currentTarget: HTMLInputElement }): void {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    event.preventDefault();
    close(event.key === 'Enter' ? event.currentTarget.value : null);
    button?.focus();
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
        ref={(input) =>
          queueMicrotask(() => {
            input.focus();
            input.select();
          })
        }
        aria-label={props.label}
        inputmode={props.inputMode ?? 'text'}
        value={seen() ?? ''}
        onKeyDown={onKeyDown}
        onBlur={(event) => close(event.currentTarget.value)}
        class={`min-h-8 w-full min-w-20 rounded-sm border border-pine bg-card px-1.5 text-ink ${props.class ?? ''}`}
      />
    </Show>
  );
}
