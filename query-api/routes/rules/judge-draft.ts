import { type Finding, warnOfProducts } from '#domain/rules/findings.ts';
import { judgeRules } from '#domain/rules/judge-rules.ts';
import type { Rule } from '#domain/rules/rule.ts';
import type { Scope } from '#domain/scope.ts';
import { Problem } from '#runtime/http/problem.ts';
import { readAttributes } from '#stores/catalog/read-attributes.ts';
import { readExisting } from '#stores/catalog/read-existing.ts';
import type { Database } from '#stores/postgres/database.ts';

/** The rules of a body `{rules: […]}`, compared with the catalogs of both spaces, and what may be a mistake in them. It throws a 400 that names each error at its place. */
export async function judgeDraft(
  database: Database,
  { live, test }: { live: Scope; test: Scope },
  body: unknown,
): Promise<{ rules: Rule[]; warnings: readonly Finding[] }> {
  const known = await readAttributes(database, [live, test]);
  const judged = judgeRules(body, known);
  if (!judged.isValid) throw new Problem(400, 'The body is not valid: see errors.', { errors: judged.errors });
  const ids = judged.products.map(({ productId }) => productId);
  const products = await readExisting(database, [live, test], ids);
  return { rules: judged.rules, warnings: warnOfProducts(judged.warnings, judged.products, products) };
}
