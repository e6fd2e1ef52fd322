import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const routes = 'console/src/routes';

/**
 * Returns the path of every page of the console, as its files name them: `[id]` is replaced by the tenant, other names in brackets by their values in `params`; a page whose name has
 * no value is left out. A page that needs a query has it in `queries`, by its path below the tenant.
 */
export function siteMap(
  tenantId: string,
  params: Readonly<Record<string, string>>,
  queries: Readonly<Record<string, string>> = {},
): string[] {
  const values: Readonly<Record<string, string>> = { id: tenantId, ...params };
  const files = readdirSync(routes, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx'));
  const names = files
    .map((file) => file.slice(0, -'.tsx'.length))
    // A file beside a folder of its name is the frame of what is in it, and no page.
    .filter((name) => !existsSync(join(routes, name)))
    .map((name) => name.replace(/(^|\/)index$/, ''))
    .map((name) => name.replace(/\[([^\]]+)\]/g, (bracket, key: string) => values[key] ?? bracket))
    .filter((name) => !name.includes('['));
  return names
    .map((name) => `/${name}${queries[name.slice(name.indexOf(tenantId) + tenantId.length + 1)] ?? ''}`)
    .sort();
}
