import type { Page } from 'playwright-core';
import { waitFor } from '#testing/wait-for.ts';

/**
 * Resolves when the expression is true in the page. Playwright's `waitForFunction` evaluates it by the page itself from the second look on, and that is refused by a
 * Content-Security-Policy without `unsafe-eval`, which the console and strict shops have: it holds only where it was true at once.
 */
export async function untilInPage(page: Page, expression: string, timeoutMs = 120_000): Promise<void> {
  await waitFor(
    async () => Boolean(await page.evaluate(`Boolean(${expression})`)),
    () => `${expression} in ${page.url()}`,
    timeoutMs,
  );
}
