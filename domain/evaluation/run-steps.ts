import type { VisitBook } from './baselines/visit-book.ts';
import { type Book, createBook, type Kind } from './book.ts';
import type { Contender, Ranked } from './contender.ts';
import type { EvaluatedModel } from './evaluated-model.ts';
import type { Truth } from './figures.ts';
import type { Question, Step } from './question.ts';

/** How often a question is asked again because it has missed something that serving learns outside of questions. */
const mostSettlings = 3;

/**
 * Walks through the steps: the models and the baselines learn, each contender is asked, in their order, and what its answer is worth goes into its book. Yields after each step, so that the caller
 * can tell how far it is. `clock`: ms; the last answer to a question is timed, without what is learnt outside of questions. `onAsked` gets the answers by name.
 */
export function* runSteps(
  steps: Iterable<Step>,
  contenders: readonly Contender[],
  learners: { model: EvaluatedModel; book: VisitBook },
  options: {
    k: number;
    clock: () => number;
    onAsked?: (question: Question, answers: ReadonlyMap<string, readonly Ranked[]>) => void;
  },
): Generator<Step['does'], { books: Map<string, Book>; truth: Truth }> {
  const { k, clock, onAsked } = options;
  const books = new Map(contenders.map(({ name }) => [name, createBook(k)]));
  const truth: Truth = { popularity: { sum: 0, products: 0 }, unknown: 0 };
  for (const step of steps) {
    if (step.does === 'learn') {
      learners.model.learn(step.event);
      learners.book.learn(step.event.productId, step.visit);
    } else {
      const { question } = step;
      const kind = kindOf(question);
      noteTruth(truth, question, learners.book);
      const answers = new Map<string, readonly Ranked[]>();
      for (const contender of contenders) {
        const book = books.get(contender.name);
        let [answer, ms] = timed(contender, question, clock);
        for (let n = 0; n < mostSettlings && contender.settle?.() === true; n++)
          [answer, ms] = timed(contender, question, clock);
        book?.noteLatency(ms);
        book?.note(question, answer, kind, learners.book.touchesOf);
        answers.set(contender.name, answer);
      }
      onAsked?.(question, answers);
    }
    yield step.does;
  }
  return { books, truth };
}

function noteTruth(truth: Truth, { targets }: Question, book: VisitBook): void {
  for (const target of targets) truth.popularity.sum += book.touchesOf(target);
  truth.popularity.products += targets.length;
  if (!targets.some(book.has)) truth.unknown += 1;
}

function timed({ ask }: Contender, { asked }: Question, clock: () => number): [readonly Ranked[], number] {
  const startedAt = clock();
  const answer = ask(asked);
  return [answer, clock() - startedAt];
}

/** Whether the shopper had touched what came next. */
export function kindOf({ asked, targets }: Question): Kind {
  const past = new Set([...asked.visit, ...asked.history()]);
  const known = targets.filter((target) => past.has(target)).length;
  return known === targets.length ? 'repeat' : known === 0 ? 'new' : 'mixed';
}
