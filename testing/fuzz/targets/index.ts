import { type Fuzzed, fuzzed } from '../fuzzed.ts';
import { catalogItems, rules, trackedEvents, wireEvents } from './events-and-items.ts';
import { productFeeds, productTables } from './files-of-products.ts';
import { jsonBodies, ndjsonLines } from './lines-and-bodies.ts';
import { orderTables } from './order-rows.ts';
import { catalogRecords, eventsRecords, frames, recordBatches } from './records.ts';
import { ga4Bodies, postHogBodies, segmentBodies, snowplowBodies } from './senders.ts';
import { amounts, durations, eventTimes } from './times-and-amounts.ts';
import { accessTokens, cookies, cursors, pageTokens, trackingTokens } from './tokens.ts';

/** Every parser of what others send, or of what lies on a disk. */
export const targets: readonly Fuzzed[] = [
  fuzzed(ndjsonLines),
  fuzzed(jsonBodies),
  fuzzed(wireEvents),
  fuzzed(trackedEvents),
  fuzzed(catalogItems),
  fuzzed(rules),
  fuzzed(segmentBodies),
  fuzzed(postHogBodies),
  fuzzed(ga4Bodies),
  fuzzed(snowplowBodies),
  fuzzed(productTables),
  fuzzed(productFeeds),
  fuzzed(orderTables),
  fuzzed(trackingTokens),
  fuzzed(pageTokens),
  fuzzed(accessTokens),
  fuzzed(cookies),
  fuzzed(cursors),
  fuzzed(eventTimes),
  fuzzed(amounts),
  fuzzed(durations),
  fuzzed(eventsRecords),
  fuzzed(catalogRecords),
  fuzzed(frames),
  fuzzed(recordBatches),
];
