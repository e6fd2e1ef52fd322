import { listPlacements } from '#console/queries/placements.ts';
import { readRules } from '#console/queries/rules.ts';

/** Placements whose rules are read beside those of all. */
const mostPlacements = 5;
const attribute = /"attributes\.([^"\\]+)"/g;

/** The attributes that rules of a tenant name: those of all placements, and of the first few. In the order in which they are named. */
export async function attributesInRules(tenantId: string, signal?: AbortSignal): Promise<string[]> {
  const placements = ['*', ...(await listPlacements(tenantId, signal)).slice(0, mostPlacements)];
  const lists = await Promise.all(placements.map((placement) => readRules(tenantId, placement, signal)));
  return attributesNamedIn(lists.map(({ data }) => data.rules));
}

/** The attributes that stand anywhere in rules, each once. */
export function attributesNamedIn(rules: unknown): string[] {
  return [...new Set([...JSON.stringify(rules).matchAll(attribute)].map(([, name = '']) => name))];
}
