/**
 * `node bench/quality.ts [folder of the reference data] [parts]`: how often the serving models recommend the item that comes next, with the code that serves.
 * Parts, all of them if none is named: `sessions`, `baskets`, `trending`.
 * RSC15: each prefix of each test session asks for its next item; an item that was in the prefix counts too. Baskets of UCI Online Retail: products of a later
 * invoice ask for another one of it. HR@20 and MRR@20, to be read beside the figures of the data's own README.
 */

import { existsSync } from 'node:fs';
import { recommendCollaborative } from '#domain/strategies/collaborative/recommend-collaborative.ts';
import { measureBaskets } from './quality/baskets.ts';
import { readClicks } from './quality/clicks.ts';
import { eventOf, learn } from './quality/learn.ts';
import { dataFolder } from './quality/read-data.ts';
import { asked, createTally } from './quality/tally.ts';
import { measureTrending } from './quality/trending.ts';

const parts = { sessions: measureSessions, baskets: measureBaskets, trending: measureTrending };

function measureSessions(): void {
  const shards = learn(
    readClicks('train.tsv.gz').map(({ session, item, timeMs }) => eventOf('product_clicked', session, item, timeMs)),
  );
  const tally = createTally();
  for (const clicksOf of Map.groupBy(readClicks('test.tsv.gz'), ({ session }) => session).values())
    for (let next = 1; next < clicksOf.length; next++) {
      const prefix = clicksOf.slice(0, next).map(({ item }) => item);
      const history = [...new Set(prefix.reverse())].reverse();
      tally.ask(clicksOf[next]?.item ?? '', () => recommendCollaborative(shards, history, asked));
    }
  tally.report('collaborative, RSC15-100k');
}

const named = process.argv.slice(3);
if (!existsSync(dataFolder)) {
  console.error(`there is no reference data in ${dataFolder}`);
  process.exitCode = 2;
} else {
  for (const [name, measure] of Object.entries(parts)) if (named.length === 0 || named.includes(name)) measure();
}
