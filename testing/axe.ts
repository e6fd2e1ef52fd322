import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * Returns what axe finds wrong with a page as it is now, in open shadow roots too: `rule: where: what to mend`, a line an element. Every rule of axe that is
 * on by default is asked, also those that are only good practice. `selector` looks at one part of the page. The page's own content security policy does
 * not matter.
 */
export async function axeViolations(page: Page, selector = 'html'): Promise<string[]> {
  // By the debugger, which no content security policy holds back.
  await page.evaluate(source);
  // What is right is not described: a path to each of a page's elements, for each rule, is most of the work.
  const violations = await page.evaluate<AxeResults['violations']>(
    `axe.run(${JSON.stringify(selector)}, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(
      ({ target, failureSummary = '' }) => `${id}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
    ),
  );
}
