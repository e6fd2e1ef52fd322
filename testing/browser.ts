import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Chromium without what is around a page: an answer to a test takes half the CPU. It keeps no pages that are left. */
const shells = ['/usr/bin/chromium-headless-shell'];
/** Where systems install Chromium. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** The browser uses no existing profile, does not update itself, and sends nothing to its maker. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Returns why a test in a browser is skipped: there is no browser, and REQUIRE_ALL is not 1. False if the test runs. */
export function noBrowser(): string | false {
  if (places.some(existsSync)) return false;
  if (process.env.REQUIRE_ALL === '1') return false;
  return 'there is no browser: apt-get install --no-install-recommends chromium';
}

/** `keepsPages`: pages that are left are kept whole, as browsers do, for the way back; Playwright's `goBack` to one does not return. */
export type BrowserOptions = { keepsPages?: boolean };

/** How long a page may take for what a test asks of it: on a busy machine Playwright's 30 s are not enough for large pages. */
const patienceMs = 120_000;

/** Opens a real browser. If there is none, throws an error that says what to install. */
export async function openBrowser({ keepsPages = false }: BrowserOptions = {}): Promise<Browser> {
  const executablePath = [...(keepsPages ? [] : shells), ...places].find(existsSync);
  if (executablePath === undefined)
    throw new Error(`no browser in ${places.join(', ')}: apt-get install --no-install-recommends chromium`);
  const ignoreDefaultArgs = keepsPages ? ['--disable-back-forward-cache'] : [];
  const browser = await chromium.launch({ executablePath, args, ignoreDefaultArgs });
  browser.on('context', (context) => context.setDefaultTimeout(patienceMs));
  return browser;
}
