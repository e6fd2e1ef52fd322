import type { Hands } from './hands.ts';

/** Works with a mouse, and with a keyboard only to write. */
export const mouse: Hands = {
  press: (target) => target.click(),
  write: (target, text) => target.fill(text),
  async choose(target, words) {
    await target.selectOption({ label: words });
  },
};
