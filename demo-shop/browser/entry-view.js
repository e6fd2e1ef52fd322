/** @import { Answer, Entry, ToldEvent } from './watch-requests.js' */
import { element } from './element.js';
import { evidenceView } from './evidence-view.js';

/** One line of the drawer. @param {Entry} entry */
export const entryView = (entry) => (entry.kind === 'event' ? eventView(entry) : answerView(entry));

/** @param {ToldEvent} event */
function eventView({ eventType, productId, status, ms }) {
  const figures = status === null ? 'left with the page' : `${status} · ${ms} ms`;
  return element(
    'li',
    'entry event',
    element(
      'p',
      'line',
      element('span', 'what', element('code', '', eventType), ` ${productId}`),
      element('span', 'figures', figures),
    ),
  );
}

/** An answer opens on its products; the evidence is asked for when it is opened. @param {Answer} answer */
function answerView(answer) {
  const { placementId, status, ms, strategy, isFallback, isCached, items } = answer;
  const count = items.length === 1 ? '1 product' : `${items.length} products`;
  const notes = [strategy, isFallback && 'fallback', isCached && 'from the cache', count].filter(Boolean);
  const summary = element(
    'summary',
    'line',
    element('span', 'what', element('b', '', placementId), element('span', 'muted', notes.join(' · '))),
    element('span', 'figures', `${status} · ${ms} ms`),
  );
  const list = element('ol', 'items');
  const details = element('details', '', summary, list);
  details.addEventListener('toggle', () => !list.hasChildNodes() && showItems(answer, list));
  return element('li', 'entry answer', details);
}

/**
 * @param {Answer} answer
 * @param {HTMLElement} list
 */
async function showItems({ items, query }, list) {
  const places = items.map((item) => ({ item, place: element('div', 'evidence', 'The evidence is asked for …') }));
  list.append(
    ...places.map(({ item, place }) =>
      element('li', '', element('b', '', item.name), element('p', 'reason', item.reason), place),
    ),
  );
  const explained = await explain(query);
  for (const { item, place } of places) {
    const found = explained?.find(({ productId }) => productId === item.productId);
    if (found) place.replaceChildren(evidenceView(found.explanation));
    else
      place.textContent = explained
        ? 'The models have moved on: asked now, it is not among the answers.'
        : 'No evidence could be had just now.';
  }
}

/**
 * The same question with the evidence; the shop's server asks it, since that takes a write key.
 * @param {string} query
 * @returns {Promise<{ productId: string, explanation: any }[] | null>}
 */
async function explain(query) {
  try {
    const response = await fetch(`/demo/behind/explain?${query}`);
    return response.ok ? (await response.json()).data : null;
  } catch {
    return null;
  }
}
