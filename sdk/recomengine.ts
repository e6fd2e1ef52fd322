/** The script of the tag: starts once in a page, however many tags it has, and runs the commands that the page has given before. */
import { quietly } from './quietly.ts';
import { settingsOf } from './settings.ts';
import { type Command, type RecomEngine, start } from './start.ts';

const page = window as { RecomEngine?: RecomEngine | Command[] };
quietly(() => {
  const before = page.RecomEngine;
  if (before && !Array.isArray(before)) return;
  page.RecomEngine = start(settingsOf(document.currentScript as HTMLScriptElement), before);
});
