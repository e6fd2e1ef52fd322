import type { InteractionShard } from '#domain/interactions/interaction-shard.ts';
import type { Scope } from '#domain/scope.ts';

/** A scope that was used so lately is not parked: it would be back at once. */
const restMs = 60_000;
/** Parking goes on until the models take this share of the limit. */
const enough = 0.8;

/** Says which scopes a process had better park to stay within its memory: those that were not used the longest. */
export type MemoryLimit = {
  /** A question of this scope was asked. */
  use(scope: Scope): void;
  /** Whether one was asked since the last check. */
  isUsed(scope: Scope): boolean;
  /** Scopes to park, the coldest first, and what all in memory take now. An event counts as a use since the last check. */
  check(nowMs: number): { coldest: Scope[]; sizeBytes: number };
};

/** `learntBytesOf`: what is kept of a scope in memory beside its shards, and goes with them. */
export function createMemoryLimit(
  shards: readonly Pick<InteractionShard, 'sizes' | 'version'>[],
  limitBytes: number,
  learntBytesOf: (scope: Scope) => number,
): MemoryLimit {
  const usedAt = new Map<Scope, { atMs: number; version: number }>();
  const asked = new Set<Scope>();
  return {
    use: (scope) => void asked.add(scope),
    isUsed: (scope) => asked.has(scope),
    check(nowMs) {
      const sizes = new Map<Scope, number>();
      for (const shard of shards)
        for (const { scope, sizeBytes } of shard.sizes()) sizes.set(scope, (sizes.get(scope) ?? 0) + sizeBytes);
      let sizeBytes = 0;
      for (const [scope, ofShards] of sizes) {
        const size = ofShards + learntBytesOf(scope);
        sizes.set(scope, size);
        sizeBytes += size;
        const version = shards.reduce((sum, shard) => sum + shard.version(scope), 0);
        if (asked.has(scope) || usedAt.get(scope)?.version !== version) usedAt.set(scope, { atMs: nowMs, version });
      }
      asked.clear();
      if (sizeBytes <= limitBytes) return { coldest: [], sizeBytes };
      const resting = [...sizes]
        .map(([scope, size]) => ({ scope, size, atMs: usedAt.get(scope)?.atMs ?? 0 }))
        .filter(({ atMs }) => nowMs - atMs >= restMs)
        .sort((a, b) => a.atMs - b.atMs || b.size - a.size);
      const coldest: Scope[] = [];
      let left = sizeBytes;
      for (const { scope, size } of resting) {
        if (left <= limitBytes * enough) break;
        coldest.push(scope);
        left -= size;
      }
      return { coldest, sizeBytes };
    },
  };
}
