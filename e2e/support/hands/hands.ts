import type { Locator } from 'playwright-core';

/** How somebody works with a page: the same journey is walked with a mouse and with a keyboard. Each act waits until what it is done to is there. */
export type Hands = {
  /** Presses a button, a link, a tab or the summary of details. */
  press(target: Locator): Promise<void>;
  /** Replaces the text of a field. */
  write(target: Locator, text: string): Promise<void>;
  /** Chooses one of the options of a list, by its words. */
  choose(target: Locator, words: string): Promise<void>;
};
