import { createSignal, For, onCleanup, onMount } from 'solid-js';
import { Dialog } from '#console/components/dialog.tsx';
import { KeyHint } from '#console/components/key-hint.tsx';
import { Palette } from '#console/palette/palette.tsx';

const keys: readonly { keys: readonly string[]; does: string }[] = [
  { keys: ['Ctrl', 'K'], does: 'Go to a page, a tenant, a product, an experiment' },
  { keys: ['⌘', 'K'], does: 'The same on a Mac' },
  { keys: ['/'], does: 'To the filters of the page' },
  { keys: ['?'], does: 'This list' },
  { keys: ['Esc'], does: 'Close what is in front of the page' },
];

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The keys that work on every page of the dashboard, and the button that says so. Keys with Alt stay the browser's. */
export function Keys() {
  const [isPaletteOpen, setIsPaletteOpen] = createSignal(false);
  const [isHelpOpen, setIsHelpOpen] = createSignal(false);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey) return;
    const isModified = event.ctrlKey || event.metaKey;
    if (isModified && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      setIsPaletteOpen(true);
      return;
    }
    if (isModified || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
    if (event.key === '?') setIsHelpOpen(true);
    if (event.key === '/') {
      const filter = document.querySelector<HTMLElement>('main search :is(input, select)');
      if (filter === null) return;
      event.preventDefault();
      filter.focus();
    }
  }
  onMount(() => {
    addEventListener('keydown', onKeyDown);
    onCleanup(() => removeEventListener('keydown', onKeyDown));
  });

  return (
    <>
      <button
        type="button"
        aria-keyshortcuts="Control+K Meta+K"
        class="flex min-h-9 items-center gap-2 rounded-md border border-line bg-card px-3 text-sm text-soft hover:border-edge hover:text-ink"
        onClick={() => setIsPaletteOpen(true)}
      >
        <svg aria-hidden="true" viewBox="0 0 16 16" class="size-4" fill="none" stroke="currentColor" stroke-width="1.6">
          <circle cx="7" cy="7" r="4.5" />
          <path d="m10.5 10.5 3.5 3.5" />
        </svg>
        <span class="sr-only sm:not-sr-only">Go to</span>
        <span class="hidden gap-1 sm:flex">
          <KeyHint name="Ctrl" />
          <KeyHint name="K" />
        </span>
      </button>
      <button
        type="button"
        aria-keyshortcuts="?"
        title="Keys"
        class="hidden size-9 place-items-center rounded-md text-sm text-soft hover:bg-sunken hover:text-ink sm:grid"
        onClick={() => setIsHelpOpen(true)}
      >
        <span class="sr-only">Keys</span>
        <KeyHint name="?" />
      </button>
      <Palette isOpen={isPaletteOpen()} onClose={() => setIsPaletteOpen(false)} />
      <Dialog isOpen={isHelpOpen()} onClose={() => setIsHelpOpen(false)} title="Keys">
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
    </>
  );
}
