import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Profile = {
  nodes: { id: number; callFrame: { functionName: string; url: string; lineNumber: number } }[];
  samples: number[];
  timeDeltas: number[];
};

/** Where the one profile in a folder of `node --cpu-prof` was itself busy: share of the busy time in percent, the largest first. */
export function topOfProfile(dir: string, count: number): { percent: number; where: string }[] {
  const file = readdirSync(dir).find((name) => name.endsWith('.cpuprofile'));
  if (file === undefined) throw new Error(`no profile in ${dir}`);
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(dir, file), 'utf8')) as Profile;
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
  return [...spent]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([where, microseconds]) => ({ percent: (100 * microseconds) / busy, where }));
}

function describe({ functionName, url, lineNumber }: Profile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(anonymous)' : functionName;
  return url === '' ? name : `${name} ${url.split('/').slice(-2).join('/')}:${lineNumber + 1}`;
}
