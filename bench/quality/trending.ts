import { recommendTrending } from '#domain/strategies/trending/recommend-trending.ts';
import { trending } from '#domain/strategies/trending/trending.ts';
import { readClicks } from './clicks.ts';
import { createLearner, eventOf } from './learn.ts';
import { asked, createTally } from './tally.ts';

/** RSC15: each click of a test session but its first is asked for at its time, when the models know all clicks before it. */
export function measureTrending(): void {
  const tally = createTally();
  const { apply, shards } = createLearner();
  const begun = new Set<string>();
  const clicks = [
    ...readClicks('train.tsv.gz').map((click) => ({ ...click, isTest: false })),
    ...readClicks('test.tsv.gz').map((click) => ({ ...click, isTest: true })),
  ].sort((a, b) => a.timeMs - b.timeMs);
  for (const { session, item, timeMs, isTest } of clicks) {
    if (isTest && begun.has(session))
      tally.ask(item, () => recommendTrending(shards(), trending.defaults.windowMs, timeMs, asked).candidates);
    if (isTest) begun.add(session);
    apply(eventOf('product_clicked', session, item, timeMs));
  }
  tally.report('trending, RSC15-100k');
}
