import { createSignal, onCleanup, onMount, Show } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { KeyHint } from '#console/components/key-hint.tsx';
import { readOnceWanted } from '#console/components/read-once-wanted.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** The keys that work on every page of the dashboard, and the button that says so. Keys with Alt stay the browser's. */
export function Keys() {
  const palette = readOnceWanted(async () => (await import('#console/palette/palette.tsx')).Palette);
  const help = readOnceWanted(async () => (await import('#console/palette/keys-help.tsx')).KeysHelp);
  const [isPaletteOpen, setIsPaletteOpen] = createSignal(false);
  const [isHelpOpen, setIsHelpOpen] = createSignal(false);
  const openPalette = async () => setIsPaletteOpen((await palette.want()) !== undefined);
  const openHelp = async () => setIsHelpOpen((await help.want()) !== undefined);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.altKey) return;
    const isModified = event.ctrlKey || event.metaKey;
    if (isModified && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      void openPalette();
      return;
    }
    if (isModified || isTyping(event.target) || document.querySelector('[role="dialog"]') !== null) return;
    if (event.key === '?') void openHelp();
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
      <Show when={palette.part()}>
        {(Palette) => (
          <Dynamic component={Palette()} isOpen={isPaletteOpen()} onClose={() => setIsPaletteOpen(false)} />
        )}
      </Show>
      <Show when={help.part()}>
        {(KeysHelp) => <Dynamic component={KeysHelp()} isOpen={isHelpOpen()} onClose={() => setIsHelpOpen(false)} />}
      </Show>
    </>
  );
}
