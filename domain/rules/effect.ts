import type { CatalogItem } from '../catalog-item.ts';
import type { ItemTest } from './compile-filter.ts';

/** What becomes of products that the shopper knows. */
export type KnownMode = 'keep' | 'demote' | 'drop';

/** What a rule does to one answer, ready to be done. */
export type Effect =
  | { does: 'exclude'; takes: ItemTest }
  | { does: 'narrow'; takes: ItemTest }
  | { does: 'score'; factor: number; touches: ItemTest }
  | { does: 'limit'; valuesOf(item: CatalogItem): readonly unknown[]; max: number }
  | { does: 'pin'; productIds: readonly string[]; position: number; isForced: boolean }
  | { does: 'seen'; mode: KnownMode }
  /** `afterDays`: only for so long after the purchase; for ever if undefined. */
  | { does: 'purchased'; mode: KnownMode; afterDays: number | undefined }
  | { does: 'strategy'; strategy: string }
  | { does: 'fill'; strategies: readonly string[] };

export type OfRule<Does extends Effect['does']> = Extract<Effect, { does: Does }> & { id: string };
