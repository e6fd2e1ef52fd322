/** Requests that ask within this time ask together. */
const gatherMs = 5;
/** So many are worth a question of their own. */
const enough = 50;

/**
 * Gathers what several ask at nearly the same time into one question: to ask costs Postgres and this process as much as fifty look-ups. `ask` gets all of it; each asker gets the answer to all, once it is there, or its
 * error. Whoever asks for `enough` does not wait for others.
 */
export function gather<Asked, Answer>(
  ask: (all: readonly Asked[]) => Promise<Answer>,
): (asked: readonly Asked[]) => Promise<Answer> {
  let all: Asked[] = [];
  let answer = Promise.withResolvers<Answer>();
  let timer: NodeJS.Timeout | undefined;
  const send = (): void => {
    clearTimeout(timer);
    const [asked, { resolve }] = [all, answer];
    all = [];
    answer = Promise.withResolvers();
    timer = undefined;
    resolve(ask(asked));
  };
  return (asked) => {
    const { promise } = answer;
    all.push(...asked);
    if (all.length >= enough) send();
    else timer ??= setTimeout(send, gatherMs);
    return promise;
  };
}
