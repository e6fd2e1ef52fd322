import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { focusOf } from './focus-fault.ts';
import type { Hands } from './hands.ts';

/** Of these, one is reached by Tab, and its neighbours by the arrows (ARIA authoring practices). */
const arrowed = '@role="tablist" or @role="menu" or @role="listbox" or @role="radiogroup"';
/** After so many rounds through the whole page there is nothing more to wait for. */
const maxRounds = 2;

/** Works with Tab, the arrows, Enter, Space and letters alone. Throws an error that names the stops on the way if something cannot be reached, or if the focus cannot be seen at one of them. */
export function keyboard(page: Page): Hands {
  const { keyboard: keys } = page;
  const focused = page.locator(':focus');
  const isThere = async (one: Locator) => (await one.count()) > 0;

  async function reach(target: Locator): Promise<void> {
    await target.waitFor();
    const passed: string[] = [];
    for (let rounds = 0; rounds < maxRounds; ) {
      if (await isThere(target.and(focused))) return;
      const isNeighbour = await isThere(
        target.locator(`xpath=ancestor::*[${arrowed}]`).and(page.locator(':focus-within')),
      );
      await keys.press(isNeighbour ? 'ArrowRight' : 'Tab');
      const stop = await focusOf(page);
      assert.equal(stop?.fault ?? null, null, `${stop?.name}, after ${passed.slice(-3).join(', ')}`);
      if (stop === null) rounds += 1;
      else passed.push(stop.name);
    }
    assert.fail(`${target} is not reached by ${[...new Set(passed)].join(', ')}`);
  }

  return {
    async press(target) {
      await reach(target);
      // A tab is chosen by being reached.
      if ((await target.getAttribute('role')) !== 'tab') await keys.press('Enter');
    },
    async write(target, text) {
      await reach(target);
      await keys.press('Control+a');
      await keys.press('Delete');
      await keys.type(text);
    },
    async choose(target, words) {
      await reach(target);
      const options = await target.locator('option').allTextContents();
      const chosen = async () => options.indexOf((await target.locator('option:checked').textContent()) ?? '');
      const wanted = options.indexOf(words);
      assert.ok(wanted >= 0, `${words} is one of ${options.join(', ')}`);
      for (let at = await chosen(); at !== wanted; ) {
        await keys.press(at < wanted ? 'ArrowDown' : 'ArrowUp');
        const now = await chosen();
        assert.notEqual(now, at, `the arrows move on from ${options[at]}`);
        at = now;
      }
    },
  };
}
