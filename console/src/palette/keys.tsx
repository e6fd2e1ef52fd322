import { createSignal, lazy, onCleanup, onMount, Show, Suspense } from 'solid-js';
import { KeyHint } from '#console/components/key-hint.tsx';

/** Both are read when they are wanted first: the first view of a page does without. */
const Palette = lazy(async () => ({ default: (await import('#console/palette/palette.tsx')).Palette }));
const KeysHelp = lazy(async () => ({ default: (await import('#console/palette/keys-help.tsx')).KeysHelp }));

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The keys that work on every page of the dashboard, and the button that says so. Keys with Alt stay the browser's. */
export function Keys() {
  const [isPaletteOpen, setIsPaletteOpen] = createSignal(false);
  const [isPaletteRead, setIsPaletteRead] = createSignal(false);
  const [isHelpOpen, setIsHelpOpen] = createSignal(false);
  const [isHelpRead, setIsHelpRead] = createSignal(false);

  function openPalette(): void {
    setIsPaletteRead(true);
    setIsPaletteOpen(true);
  }

  function openHelp(): void {
    setIsHelpRead(true);
    setIsHelpOpen(true);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey) return;
    const isModified = event.ctrlKey || event.metaKey;
    if (isModified && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openPalette();
      return;
    }
    if (isModified || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
    if (event.key === '?') openHelp();
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
        onClick={openPalette}
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
        onClick={openHelp}
      >
        <span class="sr-only">Keys</span>
        <KeyHint name="?" />
      </button>
      <Show when={isPaletteRead()}>
        <Suspense>
          <Palette isOpen={isPaletteOpen()} onClose={() => setIsPaletteOpen(false)} />
        </Suspense>
      </Show>
      <Show when={isHelpRead()}>
        <Suspense>
          <KeysHelp isOpen={isHelpOpen()} onClose={() => setIsHelpOpen(false)} />
        </Suspense>
      </Show>
    </>
  );
}
