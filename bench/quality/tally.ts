/** Products that are asked of each question. */
export const asked = 20;

type Tally = {
  ask(target: string, answer: () => readonly { productId: string }[]): void;
  report(what: string): void;
};

/** Counts how often, and at which place, the product that came next is among the first 20 of an answer. */
export function createTally(): Tally {
  let [questions, hits, reciprocal] = [0, 0, 0];
  let cpuMicros = 0;
  return {
    ask(target, answer) {
      const before = process.cpuUsage();
      const place = answer().findIndex(({ productId }) => productId === target);
      const { user, system } = process.cpuUsage(before);
      cpuMicros += user + system;
      questions += 1;
      if (place < 0) return;
      hits += 1;
      reciprocal += 1 / (place + 1);
    },
    report(what) {
      const [rate, mrr] = [hits, reciprocal].map((sum) => (sum / questions).toFixed(4));
      const each = (cpuMicros / questions).toFixed(0);
      console.log(
        `${what}: HR@20 ${rate}, MRR@20 ${mrr} of ${questions.toLocaleString('en')} questions, ${each} µs of CPU each`,
      );
    },
  };
}
