import { isPlaceholder } from '#domain/events/placeholder.ts';
import type { Filter, Scalar } from '#domain/rules/rule.ts';
import type { Scope } from '#domain/scope.ts';
import type { AskedQuestion, CartLine } from '#domain/serving/resolve-question.ts';
import { defaultPlacementId, defaultRecommendations } from '#schemas/http/recommendations.ts';

/** A question as it comes in; its contract has been checked. */
export type WireQuestion = {
  userId?: string;
  /** Checked before the question is answered, and no part of it. */
  userHash?: string;
  limit?: number;
  strategy?: string;
  productId?: string[];
  placementId?: string;
  exclude?: string[];
  sessionId?: string;
  context?: Readonly<Record<string, Scalar>>;
  filter?: Filter;
  cart?: readonly (string | { productId: string; quantity?: number; price?: number })[];
  like?: readonly string[];
  unlike?: readonly string[];
  /** The token of a page behind the first. */
  page?: string;
  fill?: boolean;
  rules?: 'on' | 'off';
  explain?: boolean;
  /** A time in the past; such a question is answered elsewhere. */
  as_of?: string;
  /** The language of the reasons; no part of the question, so that answers of all languages are kept as one. */
  locale?: string;
};

/** Returns the question, with defaults for the fields that were left out, and ids without white space around them, as events have them; a placeholder, `nobody` being the tenant's own, is nobody. Equal ones are written in the same way, since answers are kept by the question's text. */
export const askedQuestion = (
  scope: Scope,
  wire: WireQuestion,
  shown: readonly string[] = [],
  nobody: readonly string[] = [],
): AskedQuestion => ({
  scope,
  placementId: wire.placementId ?? defaultPlacementId,
  userId: somebody(wire.userId, nobody),
  sessionId: somebody(wire.sessionId),
  productIds: trimmed(wire.productId ?? []),
  exclude: trimmed(wire.exclude ?? []),
  limit: wire.limit ?? defaultRecommendations,
  strategy: wire.strategy ?? null,
  fill: wire.fill ?? true,
  rules: wire.rules ?? 'on',
  ...contextOf(wire),
  ...(wire.filter === undefined ? {} : { filter: wire.filter }),
  ...(wire.cart === undefined ? {} : { cart: wire.cart.map(lineOf) }),
  ...(wire.like === undefined ? {} : { like: trimmed(wire.like) }),
  ...(wire.unlike === undefined ? {} : { unlike: trimmed(wire.unlike) }),
  ...(shown.length === 0 ? {} : { shown }),
});

function somebody(id: string | undefined, nobody: readonly string[] = []): string | null {
  const bare = id?.trim() ?? '';
  return bare === '' || isPlaceholder(bare, nobody) ? null : bare;
}

const trimmed = (ids: readonly string[]): string[] => ids.map((id) => id.trim());

const lineOf = (sent: NonNullable<WireQuestion['cart']>[number]): CartLine => {
  const { productId, quantity = 1, price = null } = typeof sent === 'string' ? { productId: sent } : sent;
  return { productId: productId.trim(), quantity, price };
};

function contextOf({ context = {} }: WireQuestion): Pick<AskedQuestion, 'context'> {
  const names = Object.keys(context).sort();
  return names.length === 0 ? {} : { context: Object.fromEntries(names.map((name) => [name, context[name] ?? ''])) };
}
