/** Does work for a subject after all earlier work for the same subject has ended, however it ended. Other subjects do not wait. */
export type InTurn = <Result>(subject: string, work: () => Promise<Result>) => Promise<Result>;

/** Turns of this process alone; it remembers a subject only while work for it is under way. */
export function createInTurn(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (subject, work) => {
    const done = (last.get(subject) ?? Promise.resolve()).then(work);
    const ended = done.then(ignore, ignore).then(() => {
      if (last.get(subject) === ended) last.delete(subject);
    });
    last.set(subject, ended);
    return done;
  };
}

/** Who waits for the work hears of its failure. */
const ignore = () => {};
