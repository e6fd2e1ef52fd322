import { element } from './element.js';
import { entryView } from './entry-view.js';
import { createKeptEntries } from './kept-entries.js';
import { watchRequests } from './watch-requests.js';

/** @param {string} selector */
const find = (selector) => /** @type {HTMLElement | null} */ (document.querySelector(selector));

/** Fills the drawer with what the tag sends and is answered, from now on, below what it was on the pages before. */
export function startDrawer() {
  const list = find('#behind-entries');
  const log = find('.behind .entries');
  const forget = find('[data-forget]');
  if (!list || !log || !forget) return;
  const kept = createKeptEntries();
  const byServer = [...list.children];
  list.prepend(...kept.all().map(entryView));
  const countHere = createCount();
  watchRequests((entry) => {
    kept.add(entry);
    const isAtEnd = log.scrollTop + log.clientHeight > log.scrollHeight - 40;
    list.append(entryView(entry));
    if (isAtEnd) log.scrollTop = log.scrollHeight;
    countHere();
  });
  forget.hidden = false;
  forget.addEventListener('click', () => {
    kept.forget();
    list.replaceChildren(...byServer);
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && document.activeElement?.closest('#behind')) find('#behind [value="closed"]')?.click();
  });
  log.scrollTop = log.scrollHeight;
}

/** Counts on the button what has come on this page. */
function createCount() {
  const badge = find('[data-behind-count]');
  let count = 0;
  return () => {
    count += 1;
    if (badge) badge.replaceChildren(element('span', '', String(count)), element('span', 'visually-hidden', ' lines'));
  };
}

/**
 * Opens or closes the drawer, and moves the focus with it.
 * @param {string} state
 */
export function setBehind(state) {
  const isOpen = state === 'open';
  const [drawer, opener] = [find('#behind'), find('.behind-opener')];
  if (!drawer || !opener) return;
  drawer.hidden = !isOpen;
  opener.hidden = isOpen;
  document.body.classList.toggle('is-behind-open', isOpen);
  opener.querySelector('button')?.setAttribute('aria-expanded', String(isOpen));
  (isOpen ? drawer : opener).querySelector('button')?.focus();
  const log = find('.behind .entries');
  if (log) log.scrollTop = log.scrollHeight;
}
