import { hashText } from './hash-text.ts';

/** Numbers of an entry, its hash and its number + 1; and of a bucket, which lies in one or two lines of the processor's cache. */
const pair = 2;
const bucketBits = 4;
const bucketLength = 1 << bucketBits;
/** Entries of a bucket in the mean, of eight that have room, beyond which a table doubles: before it does, one text of fifty finds its bucket full. */
const mostInMean = 4;
/** In place of a number + 1: nothing is there, or what was there has gone from a bucket that was full. */
const [nothing, gone] = [0, -1];

/** The text of a number that was set. */
export type TextOf = (number: number) => string;

/**
 * Numbers of texts by the hash of the text, in buckets; a text that finds its bucket full is in a Map, so that whoever chooses texts with one hash makes nothing slow. Data and not an object with methods, since there
 * are some of it for each shop.
 */
export type TextTable = {
  buckets: Int32Array;
  /** Entries in buckets. */
  inBuckets: number;
  beyond: Map<string, number> | null;
};

export const createTextTable = (): TextTable => ({
  buckets: new Int32Array(bucketLength),
  inBuckets: 0,
  beyond: null,
});

export const sizeOfTable = ({ inBuckets, beyond }: TextTable): number => inBuckets + (beyond?.size ?? 0);

/** Returns the number of the text, or -1. */
export function findInTable(table: TextTable, text: string, hash: number, textOf: TextOf): number {
  const at = placeOf(table, text, hash, textOf);
  if (at >= 0) return (table.buckets[at + 1] ?? 0) - 1;
  return table.beyond !== null && isFull(table, hash) ? (table.beyond.get(text) ?? -1) : -1;
}

/** Gives a text this number, in place of the one that it had. */
export function setInTable(table: TextTable, text: string, hash: number, number: number, textOf: TextOf): void {
  const at = placeOf(table, text, hash, textOf);
  if (at >= 0) table.buckets[at + 1] = number + 1;
  else if (table.beyond !== null && isFull(table, hash) && table.beyond.has(text)) table.beyond.set(text, number);
  else addToTable(table, hash, number, textOf);
}

/** Gives the text of this number, which has none in the table, this one. */
export function addToTable(table: TextTable, hash: number, number: number, textOf: TextOf): void {
  if (table.inBuckets * bucketLength >= table.buckets.length * mostInMean) double(table, textOf);
  if (put(table, bucketOf(table, hash), hash, number)) {
    table.inBuckets += 1;
    return;
  }
  table.beyond ??= new Map();
  table.beyond.set(textOf(number), number);
}

/** False if the text has no number. */
export function deleteInTable(table: TextTable, text: string, hash: number, textOf: TextOf): boolean {
  const { buckets, beyond } = table;
  const at = placeOf(table, text, hash, textOf);
  if (at < 0) return beyond !== null && isFull(table, hash) && beyond.delete(text);
  table.inBuckets -= 1;
  // What is beyond a bucket is looked for only as long as that is full.
  if (isFull(table, hash)) {
    buckets[at + 1] = gone;
    return true;
  }
  let last = at;
  while (buckets[last + pair + 1] !== nothing) last += pair;
  buckets[at] = buckets[last] ?? 0;
  buckets[at + 1] = buckets[last + 1] ?? nothing;
  buckets[last + 1] = nothing;
  return true;
}

/** Calls `take` with the hash and the number of each text. */
export function eachInTable({ buckets, beyond }: TextTable, take: (hash: number, number: number) => void): void {
  for (let at = 0; at < buckets.length; at += pair) {
    const entry = buckets[at + 1] ?? nothing;
    if (entry !== nothing && entry !== gone) take(buckets[at] ?? 0, entry - 1);
  }
  for (const [text, number] of beyond ?? []) take(hashText(text), number);
}

const bucketOf = ({ buckets }: TextTable, hash: number): number => (hash << bucketBits) & (buckets.length - 1);

const isFull = (table: TextTable, hash: number): boolean =>
  table.buckets[bucketOf(table, hash) + bucketLength - 1] !== nothing;

/** Where the entry of this text is; -1 if it is in no bucket. */
function placeOf(table: TextTable, text: string, hash: number, textOf: TextOf): number {
  const { buckets } = table;
  const from = bucketOf(table, hash);
  for (let at = from; at < from + bucketLength; at += pair) {
    const entry = buckets[at + 1] ?? nothing;
    if (entry === nothing) return -1;
    if (buckets[at] === hash && entry !== gone && textOf(entry - 1) === text) return at;
  }
  return -1;
}

/** Whether there was room for it in its bucket. */
function put({ buckets }: TextTable, from: number, hash: number, number: number): boolean {
  for (let at = from; at < from + bucketLength; at += pair) {
    const entry = buckets[at + 1] ?? nothing;
    if (entry !== nothing && entry !== gone) continue;
    buckets[at] = hash;
    buckets[at + 1] = number + 1;
    return true;
  }
  return false;
}

function double(table: TextTable, textOf: TextOf): void {
  const former = { ...table };
  Object.assign(table, { buckets: new Int32Array(former.buckets.length * 2), inBuckets: 0, beyond: null });
  eachInTable(former, (hash, number) => addToTable(table, hash, number, textOf));
}
