import { LRUCache } from 'lru-cache';
import type { Served } from '#domain/serving/recommend.ts';
import type { ResolvedQuestion } from '#domain/serving/resolve-question.ts';

/** A question, and its text: what tells it from all others. */
export type Asked = { question: ResolvedQuestion; text: string };

/**
 * Answers that were given. An answer holds under its stamp alone (the positions of the user and the catalog and the version of the
 * configuration it was computed from), and not beyond its time. Names, prices and availability are never read from it.
 */
export type AnswerCache = {
  /** An answer in this process comes at once, one from elsewhere as a promise, which never rejects. */
  find(asked: Asked, stamp: string, nowMs: number): Served | undefined | Promise<Served | undefined>;
  keep(asked: Asked, stamp: string, served: Served, nowMs: number, ttlMs: number): void;
};

const maxAnswers = 50_000;

/** Answers of this process; the least recently used go first. */
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
