/**
 * What the tag sent, or was answered.
 * @typedef {{ kind: 'event', eventType: string, productId: string, userId?: string | undefined, status: number | null, ms: number | null }} ToldEvent
 * @typedef {{ productId: string, name: string, reason: string }} AnsweredItem
 * @typedef {{ kind: 'answer', query: string, placementId: string, status: number, ms: number, strategy: string, isFallback: boolean, isCached: boolean, items: AnsweredItem[] }} Answer
 * @typedef {ToldEvent | Answer} Entry
 */

/**
 * Calls back with each event that the tag sends and each answer that it gets. It stands between the tag and the browser's own functions, and changes nothing
 * of what passes.
 * @param {(entry: Entry) => void} onEntry
 */
export function watchRequests(onEntry) {
  const { fetch } = window;
  window.fetch = async (input, init) => {
    const startedAt = performance.now();
    const path = pathOf(input);
    const response = fetch(input, init);
    if (path === undefined || !(path.startsWith('track') || isQuestion.test(path))) return response;
    response.then(
      async (answered) => {
        const ms = Math.round(performance.now() - startedAt);
        if (path.startsWith('track')) for (const event of eventsOf(init?.body, answered.status, ms)) onEntry(event);
        else onEntry(await answerOf(path, answered.clone(), ms));
      },
      () => {},
    );
    return response;
  };
  const { sendBeacon } = navigator;
  navigator.sendBeacon = (url, body) => {
    const isTaken = sendBeacon.call(navigator, url, body);
    // Nobody tells whether a beacon has arrived, nor how long it took.
    if (isTaken && pathOf(url)?.startsWith('track')) for (const event of eventsOf(body, null, null)) onEntry(event);
    return isTaken;
  };
}

const isQuestion = /^widgets\/([^/]+)\/products\?/;

/** @param {RequestInfo | URL} input */
const pathOf = (input) => /\/api\/v1\/(.*)/.exec(input instanceof Request ? input.url : String(input))?.[1];

/**
 * @param {unknown} body
 * @param {number | null} status
 * @param {number | null} ms
 * @returns {ToldEvent[]}
 */
function eventsOf(body, status, ms) {
  const { events, token } = JSON.parse(String(body));
  return events.map((/** @type {ToldEvent} */ { eventType, productId, userId }) => ({
    kind: 'event',
    eventType,
    productId,
    userId: token ? undefined : userId,
    status,
    ms,
  }));
}

/**
 * @param {string} path
 * @param {Response} response
 * @param {number} ms
 * @returns {Promise<Answer>}
 */
async function answerOf(path, response, ms) {
  // What stands between, such as a proxy, answers as it likes.
  const { data, meta } = await response.json().catch(() => ({}));
  const placementId = decodeURIComponent(isQuestion.exec(path)?.[1] ?? '');
  return {
    kind: 'answer',
    query: questionOf(path, placementId, data?.look.maxItems),
    placementId,
    status: response.status,
    ms,
    strategy: meta?.strategy ?? '',
    isFallback: meta?.isFallback === true,
    isCached: meta?.cached === true,
    items: (data?.items ?? []).map((/** @type {AnsweredItem} */ { productId, name, reason }) => ({
      productId,
      name,
      reason,
    })),
  };
}

/**
 * The same question, as GET /recommendations takes it; that asks for the key in a header.
 * @param {string} path
 * @param {string} placementId
 * @param {number | undefined} limit
 */
function questionOf(path, placementId, limit) {
  const query = new URLSearchParams(path.slice(path.indexOf('?') + 1));
  query.delete('key');
  query.set('placementId', placementId);
  if (limit !== undefined) query.set('limit', String(limit));
  return String(query);
}
