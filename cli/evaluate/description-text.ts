import type { Description } from '#domain/evaluation/describe-questions.ts';

/** What the data is like, as a person reads it. */
export function descriptionText(described: Description, notes: readonly string[], estimatedBytes: number): string {
  const { events, ofType, shoppers, visits, products, fromMs, toMs, questions, clusters, askedFromMs } = described;
  const types = Object.entries(ofType).map(([type, count]) => `${n(count)} ${type}`);
  return [
    `events      ${n(events)}${types.length === 0 ? '' : `: ${types.join(', ')}`}`,
    `            of ${n(shoppers)} shoppers in ${n(visits)} visits, on ${n(products)} products, ${day(fromMs)} to ${day(toMs)}`,
    `popularity  the most touched percent of the products has ${percent(described.topPercent)} of the events`,
    `questions   ${n(questions)} of ${n(clusters)} shoppers or visits, from ${time(askedFromMs)} on`,
    `  repeats   ${percent(described.repeats)}: what came next had been touched by the shopper before`,
    `  unknown   ${percent(described.unknown)}: nobody had touched what came next`,
    `  several   ${percent(described.several)} have more than one right product`,
    `  past      ${n(described.past.p50)} products in the median, ${n(described.past.p95)} at p95, ${n(described.past.most)} at most`,
    `memory      about ${n(Math.ceil(estimatedBytes / 2 ** 20))} MiB`,
    ...notes.map((note) => `note        ${note}`),
  ].join('\n');
}

const n = (value: number): string => value.toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const time = (ms: number | null): string => (ms === null ? '–' : new Date(ms).toISOString());
const day = (ms: number | null): string => time(ms).slice(0, 10);
