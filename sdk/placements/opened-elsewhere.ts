import { quietly } from '../quietly.ts';
import type { Stored } from '../shopper/stored.ts';

/** A menu that has led nowhere for so long leads nowhere any more. */
const forgottenAfterMs = 600_000;
const name = 'menu';

/** Where a menu over a recommended product leads, and what it counts for. */
type Opened = { href: string; token: string; productId: string };

/**
 * Remembers a product whose menu was opened: 'open in a new tab' is a click, and tells the page nothing. The page that is opened by it takes it from here; closing the menu
 * counts for nothing.
 */
export const rememberMenu = (stored: Stored, opened: Opened): void =>
  stored.write(name, JSON.stringify({ ...opened, ms: Date.now() }));

/** What this page was opened by, once; undefined if it was by something else. */
export const takeMenu = (stored: Stored, href: string): Opened | undefined =>
  quietly(() => {
    const opened: Opened & { ms: number } = JSON.parse(stored.read(name) || '');
    if (opened.href !== href || Date.now() - opened.ms > forgottenAfterMs) return undefined;
    stored.remove(name);
    return opened;
  });
