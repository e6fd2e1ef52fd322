const dayMs = 86_400_000;

/**
 * How a topic is kept. Retention null is for ever. A log that exists keeps the partitions it was made with. Compaction goes by
 * `supersession.ts`: a broker's own, which keeps the newest record of each key whatever it says, would lose products.
 */
export type TopicSettings = { partitions: number; retentionMs: number | null; compacted?: boolean };

/** Every topic: its key, partitions, retention and compaction, for both adapters. */
export const topics = {
  /** Behaviour events and erasures; key `scope:userId`, so a user is in one partition. */
  events: { partitions: 4, retentionMs: 7 * dayMs, compacted: false },
  /** Catalog changes; key `scope:productId`. */
  catalog: { partitions: 1, retentionMs: null, compacted: true },
} as const satisfies Record<string, TopicSettings>;

export type TopicName = keyof typeof topics;

/** Returns the topics as an installation has them; only `events` can be configured. */
export function topicsOf(events: { retentionMs: number | null; partitions: number }): Record<TopicName, TopicSettings> {
  return { ...topics, events: { ...topics.events, ...events } };
}
