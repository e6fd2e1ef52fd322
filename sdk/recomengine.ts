/** The script of the tag: starts once in a page, however many tags it has, and runs the commands that the page has given before. */
import { quietly } from './quietly.ts';
import { settingsOf } from './settings.ts';
import { type Command, type RecomEngine, start } from './start.ts';

const page = window as { RecomEngine?: RecomEngine | Command[] };
quietly(() => {
  const settings = settingsOf(document.currentScript as HTMLScriptElement);
  const begin = () =>
    quietly(() => {
      const before = page.RecomEngine;
      if (!before || Array.isArray(before)) page.RecomEngine = start(settings, before);
    });
  // A page that the browser draws ahead may never be looked at: until it is, nothing is asked, and nothing is told.
  if ((document as { prerendering?: boolean }).prerendering) document.addEventListener('prerenderingchange', begin);
  else begin();
});
