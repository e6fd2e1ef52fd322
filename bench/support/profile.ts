import { readFileSync } from 'node:fs';

/** What V8's sampling profiler writes. Times are microseconds: `startTime` by the clock of `process.hrtime`, each delta from the sample before to this one. */
export type Profile = {
  nodes: {
    id: number;
    callFrame: { functionName: string; url: string; lineNumber: number };
    children?: number[];
  }[];
  samples: number[];
  timeDeltas: number[];
  startTime: number;
};

/** Returns the functions of one profile of `node --cpu-prof` with their own share of the busy time in percent, the largest first. */
export function topOfProfile(
  file: string,
  count: number,
): { busySeconds: number; top: { percent: number; where: string }[] } {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(file, 'utf8')) as Profile;
  const whereOf = new Map(nodes.map(({ id, callFrame }) => [id, describe(callFrame)]));
  const spent = new Map<string, number>();
  let busy = 0;
  for (const [i, id] of samples.entries()) {
    const where = whereOf.get(id) ?? '(unknown)';
    if (where === '(idle)') continue;
    const microseconds = timeDeltas[i] ?? 0;
    busy += microseconds;
    spent.set(where, (spent.get(where) ?? 0) + microseconds);
  }
  const top = [...spent]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([where, microseconds]) => ({ percent: (100 * microseconds) / busy, where }));
  return { busySeconds: busy / 1e6, top };
}

/** Returns a function as it is told to people: its name, and the file with its folder and the line. */
export function describe({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
}
