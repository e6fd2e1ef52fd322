/**
 * Runs in the document before everything else, as a text of its own: what was pressed before the scripts had come is done once they have. The library keeps such presses and gives them to the page again,
 * but asks them then where they went, which browsers have forgotten by that time. So each remembers it, for as long as the library keeps presses.
 */
export const keepEarlyPresses = `for (const type of ['click', 'input'])
  addEventListener(type, (event) => {
    if (!window._$HY?.events) return;
    const path = event.composedPath();
    event.composedPath = () => path;
  }, true)`;
