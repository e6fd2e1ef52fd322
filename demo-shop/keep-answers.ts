import { LRUCache } from 'lru-cache';

const maxKept = 500;
/** So long nobody asks again. */
const freshMs = 5_000;

/** Keeps what a question was answered, as a shop keeps its own catalog: it is asked again after 5 s, and while nobody answers the last answer stands. `now` in milliseconds. */
export function keepAnswers<Answer extends object>(
  ask: (question: string) => Promise<Answer>,
  now: () => number = () => performance.now(),
): (question: string) => Promise<Answer> {
  const kept = new LRUCache<string, { answer: Answer; atMs: number }>({ max: maxKept });
  return async (question) => {
    const known = kept.get(question);
    const nowMs = now();
    if (known !== undefined && nowMs - known.atMs < freshMs) return known.answer;
    try {
      const answer = await ask(question);
      kept.set(question, { answer, atMs: nowMs });
      return answer;
    } catch (error) {
      if (known === undefined) throw error;
      return known.answer;
    }
  };
}
