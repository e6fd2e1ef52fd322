import type { CatalogItem } from '../catalog-item.ts';
import type { ItemTest } from './compile-filter.ts';
import type { ItemKey } from './item-key.ts';

/** What becomes of products that the shopper knows. */
export type KnownMode = 'keep' | 'demote' | 'drop';

/** One strategy of a blend, and how much it counts beside the others. */
export type BlendPart = { strategy: string; weight: number };

/** What a blend is called in place of a strategy's name. */
export const blendName = 'blend';

/** What a rule does to one answer, ready to be done. */
export type Effect =
  | { does: 'exclude'; takes: ItemTest }
  /** `key`: all that it looks at; undefined if that is more than a key says. */
  | { does: 'narrow'; takes: ItemTest; key?: ItemKey }
  | { does: 'score'; factor: number; touches: ItemTest }
  | { does: 'limit'; valuesOf(item: CatalogItem): readonly unknown[]; max: number }
  /** `strength` from 0, which changes nothing, to 1. */
  | { does: 'diversity'; valuesOf(item: CatalogItem): readonly unknown[]; strength: number }
  /** `strength` from 0, which changes nothing, to 1. */
  | { does: 'rotate'; strength: number; windowMinutes: number }
  | { does: 'pin'; productIds: readonly string[]; position: number; isForced: boolean }
  | { does: 'seen'; mode: KnownMode }
  /** `afterDays`: only for so long after the purchase; for ever if undefined. */
  | { does: 'purchased'; mode: KnownMode; afterDays: number | undefined }
  /** With `blend` the strategy's name is that of all blends. */
  | { does: 'strategy'; strategy: string; blend: readonly BlendPart[] | null }
  | { does: 'fill'; strategies: readonly string[] };

export type OfRule<Does extends Effect['does']> = Extract<Effect, { does: Does }> & { id: string };
