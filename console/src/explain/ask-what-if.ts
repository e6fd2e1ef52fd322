import { type Asked, shownProducts } from '#console/explain/question.ts';
import { draftOf, thenOf } from '#console/explain/what-ifs.ts';
import { previewSettings } from '#console/queries/recommendations.ts';
import { type Preview, readRules } from '#console/queries/rules.ts';
import type { Setting } from '#console/settings/settings-of.ts';

/** Asks the question of the page as it is answered now, and with one change. A rule to try is laid over those that are saved now. */
export async function askWhatIf(
  tenantId: string,
  { userId, productId, placementId }: Asked,
  { name, to }: { name: string; to: string },
  settings: readonly Setting[],
  signal?: AbortSignal,
): Promise<Preview[number]> {
  const isRule = thenOf(name, to) !== null;
  const rules = isRule ? (await readRules(tenantId, placementId, signal)).data.rules : [];
  const question = {
    limit: shownProducts,
    explain: true,
    locale: 'en',
    ...(userId === undefined ? {} : { userId }),
    ...(productId === undefined ? {} : { productId: [productId] }),
  };
  return previewSettings(tenantId, placementId, draftOf(name, to, rules, settings), question, signal);
}
