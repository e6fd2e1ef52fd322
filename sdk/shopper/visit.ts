import { randomText } from './random-text.ts';
import type { Stored } from './stored.ts';

/** A shopper who did nothing for so long, and comes back, has come for another visit. */
const restMs = 30 * 60_000;
const name = 'visit';

/** The visit that goes on in this browser, in whatever tab, by an id that is kept over a login. */
export type Visit = {
  /** Its id, as something is asked or told now: a new one after a rest. It is stored only if it may be. */
  id(mayStore: boolean): string;
  /** The next visit is another one's. */
  end(): void;
};

export function createVisit(stored: Stored, now: () => number = Date.now): Visit {
  /** Of this page alone: the id, and when it was used last, with a space between. */
  let kept: string | null = '';
  return {
    id(mayStore) {
      const [before, usedMs] = (stored.read(name) || kept || '').split(' ');
      const id = before && now() - Number(usedMs) < restMs ? before : randomText();
      kept = `${id} ${now()}`;
      if (mayStore) {
        stored.write(name, kept);
        kept = '';
      }
      return id;
    },
    end() {
      kept = '';
      stored.remove(name);
    },
  };
}
