import { worthOfFirst, worthOfHit } from './add-worths.ts';
import type { RepeatLessons } from './repeat-lessons.ts';
import { defaultTerms, kinds, type RepeatTerms, termsGrid } from './repeat-terms.ts';

/** What a scope has learnt: the terms in force, from how many questions, and where it stood at the last one, counted as `modelVersion` counts. */
type LearntTerms = {
  /** By kind of question. */ readonly terms: readonly RepeatTerms[];
  readonly questions: number;
  readonly version: number;
};

/** By fewer questions nothing is learnt. */
const leastQuestions = 100;
/** What other terms must be worth more than the defaults, so that these are not left for luck. */
const worthOfDefaults = 3 * (worthOfHit + worthOfFirst);

const distanceOf = (terms: RepeatTerms): number =>
  Math.abs(terms.last - defaultTerms.last) +
  Math.abs(terms.inVisit - defaultTerms.inVisit) +
  Math.abs(terms.again - defaultTerms.again);
/** Places in the grid, nearest to the defaults first. */
const nearestFirst = termsGrid
  .map((terms, place) => ({ place, distance: distanceOf(terms) }))
  .sort((a, b) => a.distance - b.distance || a.place - b.place)
  .map(({ place }) => place);

/** By the lessons of the first shard, which are collected together with it. */
const known = new WeakMap<RepeatLessons, LearntTerms>();

/** The terms that are worth most to all shards of a scope together; of equal ones those nearest to the defaults. Looked for anew after a question only. */
export function learntTerms(lessons: readonly RepeatLessons[]): LearntTerms {
  const [first] = lessons;
  const version = lessons.reduce((sum, { askedAt }) => sum + askedAt, 0);
  const before = first === undefined ? undefined : known.get(first);
  if (before?.version === version) return before;
  const learnt = {
    terms: Array.from({ length: kinds }, (_, kind) => bestTerms(lessons, kind)),
    questions: lessons.reduce((sum, { asked }) => sum + asked, 0),
    version,
  };
  if (first !== undefined) known.set(first, learnt);
  return learnt;
}

function bestTerms(lessons: readonly RepeatLessons[], kind: number): RepeatTerms {
  const pooled = kindsPooled(lessons, kind);
  if (pooled.length === 0) return defaultTerms;
  const worthOf = (place: number): number => {
    let sum = 0;
    for (const { gains } of lessons) for (const one of pooled) sum += gains[one * termsGrid.length + place] ?? 0;
    return sum;
  };
  let best = defaultTerms;
  let most = Number.NEGATIVE_INFINITY;
  for (const place of nearestFirst) {
    const worth = worthOf(place) + (most === Number.NEGATIVE_INFINITY ? worthOfDefaults : 0);
    if (worth <= most) continue;
    most = worth;
    best = termsGrid[place] ?? defaultTerms;
  }
  return best;
}

/** The kind itself, and as long as its questions are too few those with fewer voters, the next one first; none if all of them are too few. */
function kindsPooled(lessons: readonly RepeatLessons[], kind: number): number[] {
  const pooled: number[] = [];
  let questions = 0;
  for (let one = kind; one >= 0; one--) {
    pooled.push(one);
    questions += lessons.reduce((sum, { summed }) => sum + (summed[one] ?? 0), 0);
    if (questions >= leastQuestions) return pooled;
  }
  return [];
}
