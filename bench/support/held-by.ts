import { readFileSync } from 'node:fs';
import { describe, type Profile } from './profile.ts';

/** A stretch of time, `performance.now()` of this process. */
export type Stretch = { beganMs: number; endedMs: number };

/** A part of a call tree with less of a stretch than this is not told. */
const leastShare = 0.08;
const deepest = 40;
/** Functions that are told with what they ran by themselves, wherever they were called from: where a tree ends, its work may be spread over many callees. */
const mostBusiest = 6;

type Called = { ms: number; of: Map<string, Called> };

/**
 * Reads a profile of `node --cpu-prof` of another process of this machine. The function that it returns tells what that thread did in a stretch of time: the calls, outermost first, each with its
 * milliseconds, callees indented below it, and in the last line what ran longest by itself. Functions that call a single other one are left out. `profileUs`: the clock of the profile at a time of ours.
 */
export function readHeldBy(
  file: string,
  profileUs: (ms: number) => number = clockOfProfiles(),
): (stretch: Stretch) => string[] {
  const { nodes, samples, timeDeltas, startTime } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)));
  const whereOf = new Map(nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const pathOf = (id: number): string[] => {
    const path: string[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parentOf.get(at))
      path.unshift(whereOf.get(at) ?? '(unknown)');
    return path.slice(1);
  };
  return ({ beganMs, endedMs }) => {
    const [begin, end] = [profileUs(beganMs), profileUs(endedMs)];
    const root: Called = { ms: 0, of: new Map() };
    const own = new Map<string, number>();
    let at = startTime;
    for (const [n, id] of samples.entries()) {
      const from = at;
      at += timeDeltas[n] ?? 0;
      const ms = (Math.min(at, end) - Math.max(from, begin)) / 1_000;
      if (ms <= 0) continue;
      let called = root;
      called.ms += ms;
      const running = whereOf.get(id) ?? '(unknown)';
      own.set(running, (own.get(running) ?? 0) + ms);
      for (const where of pathOf(id).slice(0, deepest)) {
        const next: Called = called.of.get(where) ?? { ms: 0, of: new Map() };
        next.ms += ms;
        called.of.set(where, next);
        called = next;
      }
    }
    const busiest = [...own].sort(([, a], [, b]) => b - a).slice(0, mostBusiest);
    return [
      ...linesOf(root, root.ms * leastShare, 0),
      `   by itself: ${busiest.map(([where, ms]) => `${ms.toFixed(1)} ms ${where}`).join(', ')}`,
    ];
  };
}

function* linesOf({ of }: Called, leastMs: number, depth: number): Generator<string> {
  const told = [...of].filter(([, { ms }]) => ms >= leastMs).sort(([, a], [, b]) => b.ms - a.ms);
  for (const [where, called] of told) {
    const isLink = told.length === 1 && [...called.of.values()].some(({ ms }) => ms > called.ms * 0.9);
    if (!isLink) yield `${called.ms.toFixed(0).padStart(6)} ms ${'  '.repeat(depth)}${where}`;
    yield* linesOf(called, leastMs, isLink ? depth : depth + 1);
  }
}

/** V8 stamps samples by the clock of `process.hrtime`, which all processes share. */
function clockOfProfiles(): (ms: number) => number {
  const apartUs = Number(process.hrtime.bigint() / 1_000n) - performance.now() * 1_000;
  return (ms) => ms * 1_000 + apartUs;
}
