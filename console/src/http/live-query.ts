import { createEffect, createSignal, onCleanup, untrack } from 'solid-js';
import { keepUnchanged } from '#console/http/keep-unchanged.ts';
import { isAway } from '#console/http/problem.ts';

/** A question to the API that a page shows and keeps fresh. */
export type LiveQuery<Answer> = {
  /** The last answer; undefined before the first. It stays while a newer one is on its way, and those parts of it stay that the newer one says again. */
  answer(): Answer | undefined;
  /** Why the last try has failed; null if it has not. */
  error(): unknown;
  isLoading(): boolean;
  /** When the last answer came, in milliseconds since 1970. */
  answeredAtMs(): number | null;
  refresh(): void;
};

/** How often pages ask again by themselves. */
const refreshEveryMs = 60_000;
/** How soon something is asked again while the API is away. */
export const askAwayEveryMs = 5_000;

/**
 * Asks whenever `key` changes, `everyMs` after each answer while the page can be seen (five seconds while the API is away), and when the network is back. A page whose answer says that something is under way may ask more often: `everyMs` is then a function of
 * the last answer. Another key drops the answer, and an answer to a key that is not asked for any more is dropped too; while
 * `key` returns null nothing is asked. In a browser alone: on the server nothing is asked, since nobody is signed in there.
 */
export function createLiveQuery<Key, Answer>(
  key: () => Key | null,
  ask: (key: Key, signal: AbortSignal) => Promise<Answer>,
  { everyMs = refreshEveryMs }: { everyMs?: number | null | ((answer: Answer | undefined) => number) } = {},
): LiveQuery<Answer> {
  const [answer, setAnswer] = createSignal<Answer>();
  const [error, setError] = createSignal<unknown>(null);
  const [isLoading, setIsLoading] = createSignal(false);
  const [answeredAtMs, setAnsweredAtMs] = createSignal<number | null>(null);
  const [round, setRound] = createSignal(0);
  let askedKey = '';

  const refresh = () => void setRound((n) => n + 1);

  createEffect(() => {
    const current = key();
    round();
    const keyText = JSON.stringify(current);
    if (keyText !== askedKey) {
      askedKey = keyText;
      setAnswer(undefined);
      setError(null);
    }
    if (current === null) return;
    const aborting = new AbortController();
    onCleanup(() => aborting.abort());
    addEventListener('online', refresh, { signal: aborting.signal });
    setIsLoading(true);
    const refreshSeen = () => {
      if (document.visibilityState === 'visible') refresh();
      else document.addEventListener('visibilitychange', refresh, { once: true, signal: aborting.signal });
    };
    /** Of the next question; it ends with this one. */
    let timer: ReturnType<typeof setTimeout> | undefined;
    const askAgainLater = () => {
      clearTimeout(timer);
      const usualMs = typeof everyMs === 'function' ? everyMs(untrack(answer)) : everyMs;
      const afterMs = isAway(untrack(error)) ? askAwayEveryMs : usualMs;
      if (afterMs !== null) timer = setTimeout(refreshSeen, afterMs);
    };
    // A question that gets no answer is asked again too.
    askAgainLater();
    onCleanup(() => clearTimeout(timer));
    ask(current, aborting.signal)
      .then(
        (answered) => {
          if (aborting.signal.aborted) return;
          setAnswer((before) => keepUnchanged(before, answered));
          setAnsweredAtMs(Date.now());
          setError(null);
        },
        (thrown: unknown) => {
          if (!aborting.signal.aborted) setError(thrown);
        },
      )
      .finally(() => {
        if (aborting.signal.aborted) return;
        setIsLoading(false);
        askAgainLater();
      });
  });

  return { answer, error, isLoading, answeredAtMs, refresh };
}
