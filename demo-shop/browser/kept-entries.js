/** @import { Entry } from './watch-requests.js' */

const name = 'behind-the-page';
/** What happened on the pages before stays readable, as far back as this. */
const maxKept = 40;

/** Entries of this tab, over its pages: what is sent when a page goes is read on the next one. Where the browser blocks its storage they last as long as the page. */
export function createKeptEntries() {
  /** @type {Entry[]} */
  let kept = [];
  try {
    kept = JSON.parse(sessionStorage.getItem(name) ?? '[]');
  } catch {}
  const keep = () => {
    try {
      sessionStorage.setItem(name, JSON.stringify(kept));
    } catch {}
  };
  return {
    /** The oldest first. */
    all: () => kept,
    /** @param {Entry} entry */
    add(entry) {
      kept = [...kept, entry].slice(-maxKept);
      keep();
    },
    forget() {
      kept = [];
      keep();
    },
  };
}
