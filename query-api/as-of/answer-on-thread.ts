import pLimit from 'p-limit';
import type { Tenant } from '#domain/access/tenant.ts';
import { languageOf } from '#domain/reasons/language-of.ts';
import type { Scope } from '#domain/scope.ts';
import { askThread } from '#runtime/ask-thread.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Queue } from '#runtime/queue.ts';
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

/** Answers a question about the past. Throws a `Problem` if the time is to come, more was known than is folded for one answer, it takes too long, or the tenant or many others have asked another one. */
export type AsOfAnswerer = (asked: AskedOfPast) => Promise<Exclude<AsOfAnswer, { refused: string }>>;

/** From the question on. Shorter than the server waits, so that the one who asks is told what to do. */
const longestMs = 30_000;
/** Questions that wait for those that are being answered, each of another tenant. */
const mostWaiting = 8;

/** Two questions at a time, first come, first served, and one of a tenant, since each folds what was known anew. `databaseUrl`: as the API logs in. `queue`: those that wait for that. */
export function createAsOfAnswerer({
  databaseUrl,
  now,
  queue,
}: {
  databaseUrl: string;
  now: () => number;
  queue: Queue;
}): AsOfAnswerer {
  const inTurn = pLimit(2);
  const asking = new Set<string>();

  function taskOf({ tenant, scope, question, acceptLanguage }: AskedOfPast): AsOfTask {
    const { as_of: at = '', page, ...asked } = question;
    // Nothing was known before 1970, and Postgres has no year 0.
    const atMs = Math.max(0, Date.parse(at));
    if (Number.isNaN(atMs))
      throw refused('format', `\`as_of\` ${at} is no time: write one such as 2026-11-20T10:00:00Z.`);
    if (atMs > now()) throw refused('range', '`as_of` is to come: leave it out, and ask for what is known now.');
    if (page !== undefined) throw new Problem(400, 'Pages are of answers of now: leave out `page`, or `as_of`.');
    const { tenantId, config, createdAt } = tenant;
    const madeAtMs = createdAt.getTime();
    const locale = languageOf(asked.locale, acceptLanguage);
    const isExplained = asked.explain === true;
    const resolved = askedQuestion(scope, asked, [], config.placeholderUserIds);
    return { databaseUrl, tenantId, scope, config, atMs, madeAtMs, asked: resolved, isExplained, locale };
  }

  async function answer(task: AsOfTask, signal: AbortSignal): Promise<AsOfAnswer> {
    signal.throwIfAborted();
    return askThread<AsOfAnswer>(new URL('./as-of-thread.ts', import.meta.url), task, signal);
  }

  return async (asked) => {
    const task = taskOf(asked);
    const { tenantId } = task;
    if (asking.has(tenantId))
      throw later(5, 'Another question about the past is being answered: try again in a few seconds.');
    if (inTurn.pendingCount >= mostWaiting)
      throw later(30, 'Many questions about the past wait: try again later, or ask with a replay of kind asOf.');
    asking.add(tenantId);
    const tooLong = AbortSignal.timeout(longestMs);
    const waiter = queue.enter();
    let hasBegun = false;
    try {
      const found = await inTurn(() => {
        queue.leave(waiter);
        const signal = AbortSignal.any([asked.signal, tooLong]);
        hasBegun = !signal.aborted;
        return answer(task, signal);
      });
      if ('refused' in found) throw new Problem(422, found.refused);
      return found;
    } catch (error) {
      if (asked.signal.aborted) throw new Problem(408, 'Nobody waited for the answer.');
      if (error !== tooLong.reason || error === undefined) throw error;
      if (!hasBegun) throw later(30, 'Questions of others about the past took their time: try again later.');
      throw new Problem(
        422,
        `It takes longer than ${longestMs / 1_000} s: ask with a replay of kind asOf, which takes its time.`,
      );
    } finally {
      asking.delete(tenantId);
    }
  };
}

const later = (seconds: number, text: string) =>
  new Problem(503, text, { headers: { 'retry-after': String(seconds) } });

const refused = (code: string, message: string) =>
  new Problem(400, 'The request is not valid: see errors.', { errors: [{ path: '/as_of', message, code }] });
