import type { ProjectionTable } from './projection-table.ts';

/** For behind FROM: the rows of a table that are live, under the name `t`. */
export function liveRows({ name, projection }: ProjectionTable): string {
  return `${name} t JOIN projections live ON live.name = '${projection}' AND live.live_version = t.version`;
}
