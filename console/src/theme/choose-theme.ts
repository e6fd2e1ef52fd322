import { createSignal } from 'solid-js';
import { type Theme, themeCookie, themeOf } from '#console/theme/theme-cookie.ts';

const yearSeconds = 31_536_000;
const [chosen, setChosen] = createSignal<Theme>('system');

/** The theme that was chosen in this browser, as a signal. It is `system` until `readTheme` was called. */
export const theme = chosen;

/** Reads the choice of this browser. The server has painted the page by it already. */
export function readTheme(): void {
  setChosen(themeOf(document.cookie));
}

/** Paints the page in a theme, and every later page. */
export function chooseTheme(next: Theme): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the cookie store of browsers is not in all of them yet.
  document.cookie = `${themeCookie}=${next}; Max-Age=${yearSeconds}; Path=/; SameSite=Lax`;
  document.documentElement.dataset.theme = next;
  setChosen(next);
}
