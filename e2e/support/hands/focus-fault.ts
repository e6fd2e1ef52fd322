import type { Page } from 'playwright-core';

/** What has the focus, in a few words, and what is wrong with how it is shown; null if the page itself has it. */
export type Focused = { name: string; fault: string | null };

/**
 * Returns what has the focus. Its fault is that nobody could see it: no outline is drawn around it (WCAG 2.4.7), or it lies outside of the screen or wholly below something else (2.4.11).
 * What is within a frame of the page is not looked at.
 */
export const focusOf = (page: Page): Promise<Focused | null> => page.evaluate<Focused | null>(look);

const look = `(() => {
  const element = document.activeElement;
  if (element === null || element === document.body || element === document.documentElement) return null;
  const text = element.getAttribute('aria-label') ?? element.labels?.[0]?.innerText ?? element.innerText ?? '';
  const name = element.tagName.toLowerCase() + ' “' + text.trim().slice(0, 60).replaceAll('\\n', ' ') + '”';
  if (element.tagName === 'IFRAME') return { name, fault: null };
  const { outlineStyle, outlineWidth } = getComputedStyle(element);
  const isDrawn = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  // Lines of menus are told apart by their ground.
  if (!isDrawn && !element.hasAttribute('data-highlighted')) return { name, fault: 'no outline is drawn' };
  const box = element.getBoundingClientRect();
  const [left, right] = [Math.max(0, box.left), Math.min(innerWidth, box.right)];
  const [top, bottom] = [Math.max(0, box.top), Math.min(innerHeight, box.bottom)];
  if (right <= left || bottom <= top) return { name, fault: 'it is outside of the screen' };
  const isSeenAt = (x, y) => {
    const seen = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
    return seen !== null && (element.contains(seen) || seen.contains(element));
  };
  const parts = [0.05, 0.25, 0.5, 0.75, 0.95];
  return { name, fault: parts.some((x) => parts.some((y) => isSeenAt(x, y))) ? null : 'something else covers it' };
})()`;
