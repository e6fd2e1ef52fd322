import { Session } from 'node:inspector/promises';

/** Counts how often this thread calls each function of a file while it does some work, as V8 counts for coverage; calls of other threads are not among them. */
export async function callsOf(file: string, work: () => Promise<unknown>): Promise<Map<string, number>> {
  const session = new Session();
  session.connect();
  try {
    await session.post('Profiler.enable');
    await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false });
    await work();
    const { result } = await session.post('Profiler.takePreciseCoverage');
    const found = result.find(({ url }) => url.endsWith(file));
    return new Map(found?.functions.map(({ functionName, ranges }) => [functionName, ranges[0]?.count ?? 0]));
  } finally {
    session.disconnect();
  }
}
