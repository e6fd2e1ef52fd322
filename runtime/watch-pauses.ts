import { constants, monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import { keepDoing } from './keep-doing.ts';

/** What kept a process waiting: work that held its event loop, and collections of garbage. */
export type Pauses = {
  /** The longest delay of the event loop in each second, ms. */
  loop: number[];
  collections: { kind: CollectionKind; ms: number }[];
};
export type CollectionKind = 'minor' | 'major' | 'incremental' | 'weak_callbacks' | 'other';

const lookEveryMs = 1_000;
/** Time between two samples of the delay. Node counts it as part of each sample, so it is subtracted. A shorter delay may lie between two of them. At 20 ms the samples were half of what an idle product costs. */
const resolutionMs = 50;
/** The most pauses kept until `take` is called; beyond that the earliest are dropped. */
const mostKept = 3_600;

const kinds: Readonly<Record<number, CollectionKind>> = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak_callbacks',
};

/** Watches this process until `close`. `take` returns the pauses since it was last called. */
export function watchPauses(): { take(): Pauses; close(): void } {
  let pauses: Pauses = { loop: [], collections: [] };
  const delays = monitorEventLoopDelay({ resolution: resolutionMs });
  delays.enable();
  // Node does not see a delay that begins within a sample of a reset (Node 24.21): one in twenty.
  const look = () => {
    if (delays.count > 0) keep(pauses.loop, Math.max(0, delays.max / 1e6 - resolutionMs));
    delays.reset();
  };
  const looking = keepDoing(look, { everyMs: lookEveryMs, onError: () => {} });
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = ('detail' in entry ? entry.detail : {}) as { kind?: number };
      keep(pauses.collections, { kind: kinds[kind ?? -1] ?? 'other', ms: entry.duration });
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  return {
    take() {
      const taken = pauses;
      pauses = { loop: [], collections: [] };
      return taken;
    },
    close() {
      void looking.close();
      delays.disable();
      observer.disconnect();
    },
  };
}

function keep<Pause>(kept: Pause[], pause: Pause): void {
  kept.push(pause);
  if (kept.length > mostKept) kept.shift();
}
