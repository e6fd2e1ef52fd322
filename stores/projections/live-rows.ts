import type { ProjectionTable } from './projection-table.ts';

/** Returns what follows FROM in a query of the live rows of a table; their alias is `t`. */
export function liveRows({ name, projection }: ProjectionTable): string {
  return `${name} t JOIN projections live ON live.name = '${projection}' AND live.live_version = t.version`;
}
