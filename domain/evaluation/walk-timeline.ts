import type { Question, Step } from './question.ts';
import type { Timeline } from './timeline.ts';

/** What comes from `untilMs` on is asked about; each event is known `delayMs` after it happened. */
export type Split = { untilMs: number; delayMs: number };

/**
 * A global time split: what was known by `untilMs` is learnt, then each event from then on is asked for from its shopper's past before it is learnt (Meng et al., RecSys 2020, and Ji et
 * al., TOIS 2023, on what other splits leak). The first event of a shopper has no past and is not asked for. The lines of an order happen at once: they are one question, with as
 * many right products. With a delay, questions go on knowing the shopper's own visit, as the page does.
 */
export function* walkTimeline(timeline: Timeline, { untilMs, delayMs }: Split): Generator<Step> {
  const pastOf = new Map<number, number[]>();
  const visits = new Map<number, number[]>();
  let [learnt, questions] = [0, 0];
  /** The place of the first event of the order that is being walked through. */
  let orderBegan = -1;
  for (let place = 0; place < timeline.size; place++) {
    const [timeMs, user, visit] = [timeline.timeAt(place), timeline.userAt(place), timeline.visitAt(place)];
    for (; learnt < place && timeline.timeAt(learnt) + delayMs <= timeMs; learnt++)
      yield { does: 'learn', event: timeline.eventAt(learnt), visit: timeline.visitAt(learnt) };
    const past = pastOf.get(user) ?? [];
    const ofVisit = visits.get(visit) ?? [];
    const isOfOrder = orderBegan >= 0 && isSameOrder(timeline, orderBegan, place);
    if (!isOfOrder) {
      orderBegan = place;
      if (timeMs >= untilMs && past.length > 0) {
        const question = questionAt(timeline, place, [...past], [...ofVisit]);
        yield { does: 'ask', question: { ...question, asked: { ...question.asked, number: ++questions } } };
      }
    }
    const product = timeline.productAt(place);
    pastOf.set(user, past);
    visits.set(visit, ofVisit);
    past.push(product);
    ofVisit.push(product);
  }
  for (; learnt < timeline.size; learnt++)
    yield { does: 'learn', event: timeline.eventAt(learnt), visit: timeline.visitAt(learnt) };
}

function questionAt(timeline: Timeline, place: number, past: number[], ofVisit: number[]): Question {
  const { userId, sessionId, timestampMs } = timeline.eventAt(place);
  const named = (products: readonly number[]) => products.map((product) => timeline.productNamed(product));
  const targets = new Set([timeline.productAt(place)]);
  for (let next = place + 1; isSameOrder(timeline, place, next); next++) targets.add(timeline.productAt(next));
  return {
    asked: {
      number: 0,
      nowMs: timestampMs,
      userId,
      sessionId,
      visit: named(ofVisit),
      visitNumber: timeline.visitAt(place),
      history: () => named(past),
    },
    targets: named([...targets]),
    cluster: timeline.userAt(place),
  };
}

/** Whether the events at both places are lines of one order; lines of an order that others come between count as another order. */
const isSameOrder = (timeline: Timeline, a: number, b: number): boolean =>
  b < timeline.size &&
  timeline.orderAt(a) >= 0 &&
  timeline.orderAt(a) === timeline.orderAt(b) &&
  timeline.userAt(a) === timeline.userAt(b) &&
  timeline.timeAt(a) === timeline.timeAt(b);
