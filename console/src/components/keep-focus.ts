import { onCleanup, onMount } from 'solid-js';

/**
 * Keeps the focus within an element while its content changes: if what had the focus is taken out of the page, the element itself gets it. Browsers give it to the page then, and Tab
 * would go on behind a dialog. The element must be focusable.
 */
export function keepFocus(element: () => HTMLElement | undefined): void {
  onMount(() => {
    const kept = element();
    if (kept === undefined) return;
    const observer = new MutationObserver(() => {
      if (document.activeElement === document.body) kept.focus();
    });
    observer.observe(kept, { childList: true, subtree: true });
    onCleanup(() => observer.disconnect());
  });
}
