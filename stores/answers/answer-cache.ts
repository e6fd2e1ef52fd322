import { LRUCache } from 'lru-cache';
import type { Served } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';

/** A question, and the text that tells it from all other questions. */
export type Asked = { question: ResolvedQuestion; text: string };

/**
 * Keeps answers to questions. An answer holds only under its stamp (the positions of the user and the catalog and the version of the
 * configuration that it was computed from), and for a limited time. Names, prices and availability are never read from it.
 */
export type AnswerCache = {
  /** Returns an answer of this process at once, one from elsewhere as a promise, which never rejects. */
  find(asked: Asked, stamp: string, nowMs: number): Served | undefined | Promise<Served | undefined>;
  keep(asked: Asked, stamp: string, served: Served, nowMs: number, ttlMs: number): void;
};

const maxAnswers = 50_000;

/** Creates a cache in this process; it drops the least recently used answers first. */
export function createAnswerCache() {
  const answers = new LRUCache<string, { served: Served; stamp: string; expiresAtMs: number }>({ max: maxAnswers });
  return {
    find({ text }, stamp, nowMs) {
      const known = answers.get(text);
      return known !== undefined && known.stamp === stamp && known.expiresAtMs > nowMs ? known.served : undefined;
    },
    keep: ({ text }, stamp, served, nowMs, ttlMs) =>
      void answers.set(text, { served, stamp, expiresAtMs: nowMs + ttlMs }),
  } satisfies AnswerCache;
}
