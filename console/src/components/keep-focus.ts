import { onCleanup, onMount } from 'solid-js';

/**
 * Keeps the focus within an element while its content changes. If what had the focus is taken out of the page or disabled, the nearest of what it lay in gets it, so that Tab goes on from
 * there; the content of the page (`main`) if all of that is new. What is marked `data-guest` comes and goes beside the page: the focus that went into it goes back to where it came from. Browsers give it to the page then: readers of screens lose the place, and Tab would go on behind a dialog. Nothing is scrolled, and whoever has put
 * the focus nowhere is left in peace.
 */
export function keepFocus(element: () => HTMLElement | null | undefined): void {
  onMount(() => {
    const kept = element();
    if (kept == null) return;
    /** What had the focus last, and what it lies in, from the inside out. */
    let way: Element[] = [];
    let cameFrom: EventTarget | null = null;

    const remember = (target: EventTarget | null, from: EventTarget | null) => {
      if (!(target instanceof Element) || !kept.contains(target)) return;
      way = wayOut(target, kept);
      const guest = target.closest('[data-guest]');
      if (guest === null) cameFrom = null;
      else if (!(from instanceof Node && guest.contains(from))) cameFrom = from;
    };
    const mend = () => {
      const [last, ...around] = way;
      const { activeElement } = document;
      if (last === undefined || (activeElement !== document.body && activeElement !== last) || isUsable(last)) return;
      way = [];
      if (cameFrom instanceof HTMLElement && isUsable(cameFrom)) return cameFrom.focus({ preventScroll: true });
      const nearest = around.find((one) => one.isConnected) ?? kept;
      focusOn(nearest.querySelector('main') ?? nearest);
    };

    remember(document.activeElement, null);
    const onFocusIn = (event: FocusEvent) => remember(event.target, event.relatedTarget);
    kept.addEventListener('focusin', onFocusIn);
    const observer = new MutationObserver(mend);
    observer.observe(kept, { childList: true, subtree: true, attributeFilter: ['disabled'] });
    onCleanup(() => {
      kept.removeEventListener('focusin', onFocusIn);
      observer.disconnect();
    });
  });
}

const isUsable = (element: Element): boolean => element.isConnected && !element.matches(':disabled');

function wayOut(from: Element, to: Element): Element[] {
  const way: Element[] = [];
  for (let at: Element | null = from; at !== null; at = at === to ? null : at.parentElement) way.push(at);
  return way;
}

/** Focuses what by itself may take no focus; it takes none any more once it is left. */
function focusOn(element: Element): void {
  if (!(element instanceof HTMLElement)) return;
  if (!element.hasAttribute('tabindex')) {
    element.tabIndex = -1;
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true });
  }
  element.focus({ preventScroll: true });
}
