import type { Question, Step } from './question.ts';
import type { Timeline } from './timeline.ts';

/** Learns all of the training data, then asks: nothing is learnt from questions. */
export function* walkQuestions(timeline: Timeline, questions: Iterable<Question>): Generator<Step> {
  for (let place = 0; place < timeline.size; place++)
    yield { does: 'learn', event: timeline.eventAt(place), visit: timeline.visitAt(place) };
  for (const question of questions) yield { does: 'ask', question };
}
