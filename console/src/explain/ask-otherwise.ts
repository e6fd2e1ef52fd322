import type { Query } from '#console/http/send.ts';
import { askRecommendations } from '#console/queries/recommendations.ts';
import { previewRules, readRules } from '#console/queries/rules.ts';
import { newRule } from '#console/rules/rule.ts';
import { strategyNames, strategyText } from '#console/strategies/strategy-words.ts';
import type { Recommendation } from '#schemas/http/recommendations.ts';

/** The question of the page: whoever asks, where, and on the page of which product. */
export type Asked = { userId?: string | undefined; productId?: string | undefined; placementId: string };

export const shownProducts = 8;

/** Every change that can be tried, by its name in the URL, with words. */
export const otherwise: readonly (readonly [string, string])[] = [
  ['rules-off', 'without rules'],
  ['fill-off', 'without filling up'],
  ['seen-drop', 'without products that were viewed'],
  ['seen-keep', 'with products that were viewed'],
  ...strategyNames.map((name) => [`strategy-${name}`, `by ${strategyText(name)}`] as const),
];

/** The fields of the question as they are asked. */
export const questionOf = ({ userId, productId, placementId }: Asked): Query => ({
  userId,
  productId,
  placementId,
  limit: shownProducts,
  locale: 'en',
});

/** Asks the same question otherwise. What needs a rule is asked as a draft of rules, which changes nothing. */
export async function askOtherwise(
  tenantId: string,
  asked: Asked,
  change: string,
  signal?: AbortSignal,
): Promise<Recommendation[]> {
  const question = questionOf(asked);
  if (change === 'rules-off') return (await askRecommendations(tenantId, { ...question, rules: 'off' }, signal)).data;
  if (change === 'fill-off') return (await askRecommendations(tenantId, { ...question, fill: false }, signal)).data;
  if (change.startsWith('strategy-'))
    return (await askRecommendations(tenantId, { ...question, strategy: change.slice('strategy-'.length) }, signal))
      .data;
  const { rules } = (await readRules(tenantId, asked.placementId, signal)).data;
  const ids = rules.map(({ id }) => id);
  const draft = newRule('Seen', { action: 'seen', mode: change === 'seen-drop' ? 'drop' : 'keep' }, ids);
  const { data } = await previewRules(
    tenantId,
    asked.placementId,
    [draft, ...rules],
    [
      {
        limit: shownProducts,
        ...(asked.userId === undefined ? {} : { userId: asked.userId }),
        ...(asked.productId === undefined ? {} : { productId: [asked.productId] }),
      },
    ],
  );
  return data[0]?.after.data ?? [];
}
