import type { Question } from '#domain/evaluation/question.ts';
import type { Seen } from '#domain/evaluation/strategy-contender.ts';
import type { Timeline } from '#domain/evaluation/timeline.ts';
import type { BadLines } from './bad-lines.ts';
import { readTsv } from './read-tsv.ts';

/** What is asked of the held-out file, and for the report: what was left out, and how many who are asked have no training data (`strangers`). */
export type HeldOut = { questions: Question[]; seenTargets: number; usersWithout: number; strangers: number };

/**
 * Reads what is held out, `user TAB item` a line: each user asks once, at the last time of the training data, and all of their items are right. Where products that a user has in the training
 * data are left out of answers (`seen` is `drop`), they are left out here too, since nobody could find them.
 */
export async function readHeldOut(file: string, timeline: Timeline, seen: Seen, bad: BadLines): Promise<HeldOut> {
  const histories = new Map<string, string[]>();
  for (let place = 0; place < timeline.size; place++) {
    const { userId, productId } = timeline.eventAt(place);
    const history = histories.get(userId) ?? [];
    histories.set(userId, history);
    history.push(productId);
  }
  const held = new Map<string, Set<string>>();
  for await (const { line, text, cells } of readTsv(file)) {
    const [userId = '', productId = ''] = cells;
    if (userId === '' || productId === '') {
      bad.add(file, line, 'wanted is `user TAB item`', text);
      continue;
    }
    held.set(userId, (held.get(userId) ?? new Set()).add(productId));
  }
  const nowMs = timeline.size === 0 ? 0 : timeline.timeAt(timeline.size - 1);
  const questions: Question[] = [];
  let [seenTargets, usersWithout, strangers] = [0, 0, 0];
  for (const [userId, items] of held) {
    const history = histories.get(userId) ?? [];
    const known = new Set(seen === 'drop' ? history : []);
    const targets = [...items].filter((item) => !known.has(item));
    seenTargets += items.size - targets.length;
    if (targets.length === 0) {
      usersWithout += 1;
      continue;
    }
    if (history.length === 0) strangers += 1;
    const number = questions.length + 1;
    const asked = { number, nowMs, userId, sessionId: null, visit: [], visitNumber: -1, history: () => history };
    questions.push({ asked, targets, cluster: number - 1 });
  }
  return { questions, seenTargets, usersWithout, strangers };
}
