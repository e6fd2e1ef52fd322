import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InteractionShard, Parking } from '#domain/interactions/interaction-shard.ts';
import type { Scope } from '#domain/scope.ts';

/** A scope that was used so lately is not parked: it would be back at once. */
const restMs = 60_000;
/** Parking goes on until the models take this share of the limit. */
const enough = 0.8;

/** Files of one partition's parked scopes. They live as long as the process: a start reads them from the snapshots. */
export function openParking(dir: string, partition: number): Parking {
  const folder = join(dir, 'parked', String(partition));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const fileOf = (scope: Scope) => join(folder, `${scope}.state`);
  return {
    store: (scope, state) => writeFileSync(fileOf(scope), state),
    load: (scope) => readFileSync(fileOf(scope)),
    remove: (scope) => rmSync(fileOf(scope), { force: true }),
  };
}

/** Keeps the models of a process within their memory, by parking the scopes that were not used the longest. */
export type MemoryLimit = {
  /** A question of this scope was asked. */
  use(scope: Scope): void;
  /** Parks what is too much; answers how many scopes, and what the others take. An event counts as a use since the last check. */
  check(nowMs: number): { parked: number; sizeBytes: number };
};

export function createMemoryLimit(shards: readonly InteractionShard[], limitBytes: number): MemoryLimit {
  const usedAt = new Map<Scope, { atMs: number; version: number }>();
  const asked = new Set<Scope>();
  return {
    use: (scope) => void asked.add(scope),
    check(nowMs) {
      const sizes = new Map<Scope, number>();
      for (const shard of shards)
        for (const { scope, sizeBytes } of shard.sizes()) sizes.set(scope, (sizes.get(scope) ?? 0) + sizeBytes);
      let total = 0;
      for (const [scope, sizeBytes] of sizes) {
        total += sizeBytes;
        const version = shards.reduce((sum, shard) => sum + shard.version(scope), 0);
        if (asked.has(scope) || usedAt.get(scope)?.version !== version) usedAt.set(scope, { atMs: nowMs, version });
      }
      asked.clear();
      if (total <= limitBytes) return { parked: 0, sizeBytes: total };
      const coldest = [...sizes]
        .map(([scope, sizeBytes]) => ({ scope, sizeBytes, atMs: usedAt.get(scope)?.atMs ?? 0 }))
        .filter(({ atMs }) => nowMs - atMs >= restMs)
        .sort((a, b) => a.atMs - b.atMs || b.sizeBytes - a.sizeBytes);
      let parked = 0;
      for (const { scope, sizeBytes } of coldest) {
        if (total <= limitBytes * enough) break;
        for (const shard of shards) shard.park(scope);
        total -= sizeBytes;
        parked += 1;
      }
      return { parked, sizeBytes: total };
    },
  };
}
