/**
 * `node bench/quality.ts [folder of the reference data] [parts]`: how often the serving models recommend the item that comes next, with the code that serves.
 * Parts, all of them if none is named: `rsc15`, `served`, `diginetica`, `baskets`, `purchases`, `trending`.
 * RSC15 and Diginetica: each prefix of each test session asks for its next item; an item that was in the prefix counts too, and nothing is learnt from questions.
 * `served`: the clicks of RSC15's test in the order of time, each asked for by `recommend()` before it is applied. Baskets of UCI Online Retail: products of a later
 * invoice ask for another one of it. HR@20 and MRR@20, to be read beside the figures of the data's own README.
 */

import { existsSync } from 'node:fs';
import { measureBaskets } from './quality/baskets.ts';
import { measureDiginetica, measureRsc15 } from './quality/next-items.ts';
import { measurePurchases } from './quality/purchases.ts';
import { dataFolder } from './quality/read-data.ts';
import { measureServed } from './quality/served.ts';
import { measureTrending } from './quality/trending.ts';

const parts = {
  rsc15: measureRsc15,
  served: measureServed,
  diginetica: measureDiginetica,
  baskets: measureBaskets,
  purchases: measurePurchases,
  trending: measureTrending,
};

const named = process.argv.slice(3);
if (!existsSync(dataFolder)) {
  console.error(`there is no reference data in ${dataFolder}`);
  process.exitCode = 2;
} else {
  for (const [name, measure] of Object.entries(parts)) if (named.length === 0 || named.includes(name)) measure();
}
