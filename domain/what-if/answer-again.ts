import type { EvaluatedModel } from '../evaluation/evaluated-model.ts';
import type { Timeline } from '../evaluation/timeline.ts';
import type { Exploration } from '../serving/explore.ts';
import type { Served } from '../serving/recommend.ts';
import { answerBy, mostSettlings, type Way } from './answer-by.ts';
import type { LoggedAnswer } from './estimate.ts';
import type { ShownAnswer } from './shown-answer.ts';
import { createTally, type WayFigures } from './tally.ts';

/** A product, and in how many answers. */
export type Counted = { productId: string; answers: number };

/** What another way of answering would have changed. */
export type Comparison = {
  answers: number;
  /** Share of the products that were shown which today's way answers again: by how much the past is met. */
  reproduced: number;
  /** Share of the answers that differ, in their products or in their order. */
  changed: number;
  clicks: number;
  revenueE4: bigint;
  today: WayFigures;
  changedWay: WayFigures;
  /** The answers whose order may have been drawn, with what both ways would have shown. */
  logged: LoggedAnswer[];
  /** What answers would have had that they have not, and the other way round, the most frequent first. */
  won: Counted[];
  lost: Counted[];
};

/** So many products that are won or lost are named. */
const mostNamed = 20;

/**
 * Walks through what happened, and answers each question that was asked then twice, from what was known then: by today's settings and by others. Yields after each step.
 * `shown`: in the order of time. No answer knows what came after its question.
 */
export function* answerAgain(
  timeline: Timeline,
  shown: readonly ShownAnswer[],
  model: EvaluatedModel,
  { today, changed }: { today: Way; changed: Way },
  catalogSize: number,
): Generator<'learn' | 'ask', Comparison> {
  const [tallyToday, tallyChanged] = [createTally(), createTally()];
  const [won, lost] = [new Map<string, number>(), new Map<string, number>()];
  const touched = new Map<string, number>();
  const logged: LoggedAnswer[] = [];
  let [place, differing, again, shownProducts, clicks, revenueE4] = [0, 0, 0, 0, 0, 0n];
  for (const answer of shown) {
    for (; place < timeline.size && timeline.timeAt(place) < answer.servedAtMs; place++) {
      const event = timeline.eventAt(place);
      touched.set(event.productId, (touched.get(event.productId) ?? 0) + 1);
      model.learn(event);
      yield 'learn';
    }
    const state = model.stateAt(answer.servedAtMs);
    let [before, after] = [
      answerBy(today, answer.question, state).served,
      answerBy(changed, answer.question, state).served,
    ];
    for (let n = 0; n < mostSettlings && model.settle(); n++)
      [before, after] = [
        answerBy(today, answer.question, state).served,
        answerBy(changed, answer.question, state).served,
      ];
    const known = { item: state.item, touchesOf: (productId: string) => touched.get(productId) ?? 0 };
    tallyToday.note(before, answer, known);
    tallyChanged.note(after, answer, known);
    const [had, has] = [idsOf(before), idsOf(after)];
    if (answer.exploration !== null) logged.push(toLogged(answer, answer.exploration, had, has, known.touchesOf));
    differing += had.join('\n') === has.join('\n') ? 0 : 1;
    for (const productId of has) if (!had.includes(productId)) won.set(productId, (won.get(productId) ?? 0) + 1);
    for (const productId of had) if (!has.includes(productId)) lost.set(productId, (lost.get(productId) ?? 0) + 1);
    shownProducts += answer.productIds.length;
    again += answer.productIds.filter((productId) => had.includes(productId)).length;
    clicks += answer.clicks.size;
    for (const bought of answer.clicks.values()) revenueE4 += bought;
    yield 'ask';
  }
  return {
    answers: shown.length,
    reproduced: shownProducts === 0 ? 1 : again / shownProducts,
    changed: shown.length === 0 ? 0 : differing / shown.length,
    clicks,
    revenueE4,
    today: tallyToday.figures(catalogSize),
    changedWay: tallyChanged.figures(catalogSize),
    logged,
    won: mostOf(won),
    lost: mostOf(lost),
  };
}

/** Counts of touches go on, so those of now are kept. */
function toLogged(
  { question, productIds, clicks }: ShownAnswer,
  exploration: Exploration,
  today: readonly string[],
  changed: readonly string[],
  touchesOf: (productId: string) => number,
): LoggedAnswer {
  const touches = new Map([...productIds, ...today, ...changed].map((one) => [one, touchesOf(one)]));
  return {
    userId: question.userId ?? '',
    ...{ productIds, exploration, today, changed },
    clicked: new Set(clicks.keys()),
    touchesOf: (productId) => touches.get(productId) ?? 0,
  };
}

const idsOf = ({ items }: Served): string[] => items.map(({ candidate }) => candidate.productId);

const mostOf = (counts: ReadonlyMap<string, number>): Counted[] =>
  [...counts]
    .map(([productId, answers]) => ({ productId, answers }))
    .sort((a, b) => b.answers - a.answers || (a.productId < b.productId ? -1 : 1))
    .slice(0, mostNamed);
