import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Where systems put a Chromium. */
const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
/** Nothing of its own: no profile of somebody, no updates, no questions to its maker. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Why a test in a browser is skipped: there is none, and nobody has asked for everything (REQUIRE_ALL=1). False where it runs. */
export function noBrowser(): string | false {
  if (places.some(existsSync)) return false;
  if (process.env.REQUIRE_ALL === '1') return false;
  return 'there is no browser: apt-get install --no-install-recommends chromium';
}

/** Opens a real browser. Throws with what to install where there is none. */
export function openBrowser(): Promise<Browser> {
  const executablePath = places.find(existsSync);
  if (executablePath === undefined)
    throw new Error(`no browser in ${places.join(', ')}: apt-get install --no-install-recommends chromium`);
  return chromium.launch({ executablePath, args });
}
