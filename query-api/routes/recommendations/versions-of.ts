import { LRUCache } from 'lru-cache';
import { type BlendPart, blendName } from '#domain/rules/effect.ts';
import type { RulesInForce } from '#domain/rules/rules-in-force.ts';
import type { Served } from '#domain/serving/recommend.ts';
import type { ServingState } from '#domain/serving/serving-state.ts';
import type { Strategy } from '#domain/strategies/strategy.ts';
import { sha256 } from '#runtime/sha256.ts';
import type { AnswerVersions } from '#schemas/http/recommendations.ts';

/** What an answer is computed from beside what the tenant has set: kept with it. */
export type ComputedFrom = Pick<AnswerVersions, 'model' | 'weights'>;

/** The weights of a strategy that learns none. */
const builtIn = { version: 'built-in', asOf: null };
/** As answers name a time; null if there is none. */
export const isoOf = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/**
 * The version of the models, and when the last event that they know happened; and of what the strategy has learnt that answered, also in place of the one that was asked, or
 * those that a `blend` puts together; and of what those have learnt that filled up.
 */
export function computedFrom(
  { strategy, items }: Pick<Served, 'strategy' | 'items'>,
  blend: readonly BlendPart[] | undefined,
  state: ServingState,
  modelVersion: number,
  strategies: readonly Strategy[],
): ComputedFrom {
  const latestMs = Math.max(-1, ...state.shards.map(({ shoppers }) => shoppers.latestMs ?? -1));
  const answering = strategy.replace(/_fallback$/, '');
  const names = answering === blendName && blend !== undefined ? blend.map((part) => part.strategy) : [answering];
  const fillers = items.filter(({ isFilled }) => isFilled).map((item) => item.strategy);
  return {
    model: { version: String(modelVersion), asOf: isoOf(latestMs < 0 ? null : latestMs) },
    weights: weightsOf(names, fillers, state, strategies),
  };
}

/** Of several strategies each that learns is named with its own, and they are as fresh as the last of them. A filler that learns nothing leaves a single strategy unnamed. */
function weightsOf(
  names: readonly string[],
  fillers: readonly string[],
  state: ServingState,
  strategies: readonly Strategy[],
): ComputedFrom['weights'] {
  const learnt = [...new Set([...names, ...fillers])].flatMap((name) => {
    const weights = strategies.find((one) => one.name === name)?.weights?.(state);
    return weights === undefined ? [] : [{ name, ...weights }];
  });
  const [first] = learnt;
  if (first === undefined) return builtIn;
  const latestMs = Math.max(...learnt.map(({ asOfMs }) => asOfMs ?? -1));
  const isOne = names.length === 1 && learnt.length === 1 && first.name === names[0];
  const version = isOne ? first.version : learnt.map((one) => `${one.name}:${one.version}`).join(' ');
  return { version, asOf: isoOf(latestMs < 0 ? null : latestMs) };
}

/** Positions whose versions are kept: about as many as shops ask at once. */
const mostVersions = 1_000;

/** Creates a function that returns the version of the catalog at a position: the same text in every process that has read as far. It is made once for each position of late. */
export function createCatalogVersions(): (position: string) => string {
  const made = new LRUCache<string, string>({ max: mostVersions });
  return (position) => {
    let version = made.get(position);
    if (version === undefined) {
      // The position tells of the whole log, and answers are public.
      version = sha256(position).toString('hex', 0, 6);
      made.set(position, version);
    }
    return version;
  };
}

/** The rules of a placement, with when its lists were saved; undefined if it has none. */
export function rulesVersionOf(
  { version }: Pick<RulesInForce, 'version'>,
  lists: readonly ({ updatedAt: Date } | undefined)[],
) {
  if (version === null) return undefined;
  return { version, asOf: latestOf(lists) };
}

/** When the last of these was changed. */
export function latestOf(changed: readonly ({ updatedAt: Date } | undefined)[]): string | null {
  return isoOf(Math.max(...changed.map((one) => one?.updatedAt.getTime() ?? 0)));
}
