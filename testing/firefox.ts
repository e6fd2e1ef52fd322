import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';

/** Where systems install Firefox. */
const places = ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'];

/** How long the browser may take for its start, and for each step: on a busy machine the first page alone takes more than the 30 s that Puppeteer gives it. */
export const patienceMs = 120_000;

/** Returns why a test in Firefox is skipped: there is none, and REQUIRE_ALL is not 1. False if the test runs. */
export function noFirefox(): string | false {
  if (places.some(existsSync) || process.env.REQUIRE_ALL === '1') return false;
  return 'there is no Firefox: apt-get install --no-install-recommends firefox-esr';
}

/** Opens a real Firefox, in a profile of its own, with these preferences beside those for tests. If there is none, throws an error that says what to install. */
export async function openFirefox(preferences: Record<string, unknown> = {}): Promise<Browser> {
  const executablePath = places.find(existsSync);
  if (executablePath === undefined)
    throw new Error(`no Firefox in ${places.join(', ')}: apt-get install --no-install-recommends firefox-esr`);
  return launch({
    browser: 'firefox',
    executablePath,
    extraPrefsFirefox: preferences,
    timeout: patienceMs,
    protocolTimeout: patienceMs,
  });
}
