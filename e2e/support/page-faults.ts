import type { Page } from 'playwright-core';
import { axeViolations } from '#testing/axe.ts';

/** The narrowest screen that pages must fit on (WCAG 1.4.10 asks for 320; the product promises 360). */
const phoneWidth = 360;
const desk = { width: 1280, height: 800 };

/**
 * Returns what is wrong with a page of the console as it is now, a line a fault: what axe finds in light and in dark, and whether the page scrolls sideways on a phone of 360
 * px, or at 200 % zoom of a screen of 1280, which is as 640 px. Leaves the page light, on a desk.
 */
export async function pageFaults(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // The new colours are those of the next frame.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    faults.push(...(await axeViolations(page)).map((violation) => `${colorScheme}: ${violation}`));
  }
  for (const width of [phoneWidth, desk.width / 2]) {
    await page.setViewportSize({ width, height: desk.height });
    const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
    if (beyond > 0) faults.push(`at ${width} px the page scrolls sideways by ${beyond} px`);
  }
  await page.setViewportSize(desk);
  return faults;
}
