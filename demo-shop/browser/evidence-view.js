import { element } from './element.js';

const words = { maximumFractionDigits: 3 };
/** @param {number} value */
const figure = (value) => value.toLocaleString('en', words);

/**
 * The evidence behind one product, as `explain` tells it: its parts as bars, what is counted as sentences, and all of it as it came.
 * @param {any} explanation
 */
export function evidenceView(explanation) {
  const { strategy, score, parts = [], neighbours = [], sharing, anchors = [], pairs = [] } = explanation;
  const most = Math.max(...parts.map((/** @type {{ value: number }} */ { value }) => Math.abs(value)), 0);
  const sentences = [
    ...neighbours.map(neighbourSentence),
    ...(sharing === undefined ? [] : [`${figure(sharing)} have it together with what was looked at.`]),
    ...anchors.map((/** @type {any} */ { productId, similarity }) => `Like ${productId}: ${figure(similarity)} of 1.`),
    ...pairs.map(
      (/** @type {any} */ { anchorProductId, orders, anchorOrders, lift }) =>
        `With ${anchorProductId} in ${figure(orders)} of ${figure(anchorOrders)} orders, lift ${figure(lift)}.`,
    ),
  ];
  const all = element('pre', '', JSON.stringify(explanation, null, 2));
  all.tabIndex = 0;
  return element(
    'div',
    '',
    element('p', 'muted', `${strategy}, ranked by ${figure(score)}`),
    element('ul', 'parts', ...parts.map((/** @type {{ name: string, value: number }} */ part) => bar(part, most))),
    ...sentences.map((sentence) => element('p', '', sentence)),
    element('details', 'whole', element('summary', '', 'All of it, as explain answers'), all),
  );
}

/** @param {any} neighbour */
const neighbourSentence = ({ of, found, having, similarity }) =>
  `${figure(having)} of the ${figure(found)} most similar ${of} have it${similarity ? `, the nearest at ${figure(similarity.most)}` : ''}.`;

/**
 * @param {{ name: string, value: number }} part
 * @param {number} most
 */
function bar({ name, value }, most) {
  const meter = document.createElement('meter');
  meter.max = most || 1;
  meter.value = Math.max(value, 0);
  meter.setAttribute('aria-hidden', 'true');
  return element('li', '', element('span', '', name), meter, element('span', 'figures', figure(value)));
}
