/** How often the garbage collector held up the serving process, and for how long in all: of the young generation, and of the whole heap. */
export type GcPauses = Record<'minor' | 'major', { count: number; ms: number }>;

export const noPauses: GcPauses = { minor: { count: 0, ms: 0 }, major: { count: 0, ms: 0 } };

/** Reads them from the metrics of a product, up to a second old; all zero of one that does not count them. */
export async function readPauses(url: string, internalApiKey: string): Promise<GcPauses> {
  const response = await fetch(`${url}/internal/metrics`, { headers: { authorization: `Bearer ${internalApiKey}` } });
  const lines = (await response.text()).split('\n');
  const summed = (name: string, kind: string): number =>
    lines
      .filter((line) => line.startsWith(`gc_pause_ms_${name}{`) && line.includes(`kind="${kind}"`))
      .filter((line) => !line.includes('part="processors"'))
      .reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0);
  const of = (kind: string) => ({ count: summed('count', kind), ms: summed('sum', kind) });
  return { minor: of('minor'), major: of('major') };
}

const combined = (a: GcPauses, b: GcPauses, sign: 1 | -1): GcPauses => {
  const of = (kind: keyof GcPauses) => ({
    count: a[kind].count + sign * b[kind].count,
    ms: a[kind].ms + sign * b[kind].ms,
  });
  return { minor: of('minor'), major: of('major') };
};
export const pausesBetween = (before: GcPauses, after: GcPauses): GcPauses => combined(after, before, -1);
export const addPauses = (some: GcPauses, more: GcPauses): GcPauses => combined(some, more, 1);

/** In words: how many, and how long they are on average. */
export const tellPauses = ({ minor, major }: GcPauses): string =>
  [`young: ${tell(minor)}`, `whole heap: ${tell(major)}`].join(', ');

const tell = ({ count, ms }: { count: number; ms: number }): string =>
  count === 0 ? 'no pauses' : `${count} pauses of ${(ms / count).toFixed(1)} ms`;
