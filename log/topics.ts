const dayMs = 86_400_000;

/** Every topic: its key, partitions, retention and compaction, for both adapters. Retention null is for ever. */
export const topics = {
  /** Behaviour events and erasures; key `scope:userId`, so a user is in one partition. */
  events: { partitions: 4, retentionMs: 7 * dayMs, compacted: false },
  /** Catalog changes; key `scope:productId`. */
  catalog: { partitions: 1, retentionMs: null, compacted: true },
} as const satisfies Record<string, { partitions: number; retentionMs: number | null; compacted: boolean }>;

export type TopicName = keyof typeof topics;
