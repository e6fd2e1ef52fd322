import type { Scope } from '#domain/scope.ts';

/** The last record of each partition that was about a scope. */
export type ScopePositions = {
  move(scope: Scope, partition: number, offset: bigint): void;
  /**
   * The log and the offsets, as text. Two processes that read as far say the same, also if one began later, on a log that was
   * compacted meanwhile: of each key the last record stays. Counts of what was read would not agree.
   */
  of(scope: Scope): string;
};

export function createScopePositions(logId: string): ScopePositions {
  const offsets = new Map<Scope, Map<number, bigint>>();
  const texts = new Map<Scope, string>();
  return {
    move(scope, partition, offset) {
      const known = offsets.get(scope) ?? new Map<number, bigint>();
      offsets.set(scope, known.set(partition, offset));
      texts.delete(scope);
    },
    of(scope) {
      let text = texts.get(scope);
      if (text === undefined) {
        const parts = [...(offsets.get(scope) ?? [])].sort(([a], [b]) => a - b);
        text = [logId, ...parts.map(([partition, offset]) => `${partition}:${offset}`)].join(' ');
        texts.set(scope, text);
      }
      return text;
    },
  };
}
