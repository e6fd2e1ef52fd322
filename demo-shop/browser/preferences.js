import { setBehind } from './drawer.js';

/** What each preference does to the page as it stands. */
const take = {
  /** @param {string} theme */
  theme(theme) {
    document.documentElement.dataset.theme = theme;
  },
  behind: setBehind,
  /** The tag asks anew for all widgets. @param {string} shopper */
  shopper(shopper) {
    for (const name of document.querySelectorAll('[data-shopper]')) name.textContent = shopper;
    document.querySelector('details.shopper')?.removeAttribute('open');
    /** @type {any} */ (window).RecomEngine?.push(['identify', shopper]);
  },
};

/** Forms of preferences are sent without leaving the page: nothing flashes, and what is behind the page stays in view. If that fails the form is sent as without scripts. */
export function keepPreferences() {
  document.addEventListener('submit', async (event) => {
    const { target: form, submitter } = event;
    if (!(form instanceof HTMLFormElement) || !form.dataset.preference) return;
    event.preventDefault();
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) fields.append(name, String(value));
    try {
      const answer = await fetch(form.action, {
        method: 'POST',
        body: fields,
        headers: { accept: 'application/json' },
      });
      const values = await answer.json();
      for (const [name, value] of Object.entries(values)) take[/** @type {keyof typeof take} */ (name)]?.(value);
    } catch {
      form.submit();
    }
  });
  document.addEventListener('keydown', ({ key }) => {
    const menu = document.querySelector('details.shopper[open]');
    if (key !== 'Escape' || !menu) return;
    menu.removeAttribute('open');
    menu.querySelector('summary')?.focus();
  });
}
