import type { Tenant } from '#domain/access/tenant.ts';
import { languageOf } from '#domain/reasons/language-of.ts';
import type { Scope } from '#domain/scope.ts';
import { askThread } from '#runtime/ask-thread.ts';
import { Problem } from '#runtime/http/problem.ts';
import { askedQuestion, type WireQuestion } from '../routes/recommendations/wire-question.ts';
import type { AsOfAnswer, AsOfTask } from './as-of-task.ts';

/** A question whose `as_of` is set, and who asks it. */
export type AskedOfPast = {
  tenant: Tenant;
  scope: Scope;
  question: WireQuestion;
  acceptLanguage: string | undefined;
  /** Ends the work. */
  signal: AbortSignal;
};

/** Answers a question about the past. Throws a `Problem` if the time is to come, more was known than is folded for one answer, it takes too long, or another such question is being answered. */
export type AsOfAnswerer = (asked: AskedOfPast) => Promise<Exclude<AsOfAnswer, { refused: string }>>;

/** Shorter than the server waits, so that the one who asks is told what to do. */
const longestMs = 30_000;

/** One question at a time, since each folds what was known anew. `databaseUrl`: as the API logs in. */
export function createAsOfAnswerer({ databaseUrl, now }: { databaseUrl: string; now: () => number }): AsOfAnswerer {
  let isBusy = false;
  return async ({ tenant, scope, question: { as_of: at = '', page, ...question }, acceptLanguage, signal }) => {
    // Nothing was known before 1970, and Postgres has no year 0.
    const atMs = Math.max(0, Date.parse(at));
    if (Number.isNaN(atMs))
      throw new Problem(400, `\`as_of\` ${at} is no time: write one such as 2026-11-20T10:00:00Z.`);
    if (atMs > now()) throw new Problem(400, '`as_of` is to come: leave it out, and ask for what is known now.');
    if (page !== undefined) throw new Problem(400, 'Pages are of answers of now: leave out `page`, or `as_of`.');
    if (isBusy) throw later(5, 'Another question about the past is being answered: try again in a few seconds.');
    isBusy = true;
    const tooLong = AbortSignal.timeout(longestMs);
    try {
      const { tenantId, config } = tenant;
      const locale = languageOf(question.locale, acceptLanguage);
      const asked = askedQuestion(scope, question, [], config.placeholderUserIds);
      const isExplained = question.explain === true;
      const task: AsOfTask = { databaseUrl, tenantId, scope, config, atMs, asked, isExplained, locale };
      const script = new URL('./as-of-thread.ts', import.meta.url);
      const found = await askThread<AsOfAnswer>(script, task, AbortSignal.any([signal, tooLong]));
      if ('refused' in found) throw new Problem(422, found.refused);
      return found;
    } catch (error) {
      if (signal.aborted) throw new Problem(408, 'Nobody waited for the answer.');
      if (error !== tooLong.reason || error === undefined) throw error;
      throw later(
        30,
        `It took longer than ${longestMs / 1_000} s: ask with a replay of kind asOf, which takes its time.`,
      );
    } finally {
      isBusy = false;
    }
  };
}

const later = (seconds: number, text: string) =>
  new Problem(503, text, { headers: { 'retry-after': String(seconds) } });
