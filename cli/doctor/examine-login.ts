import type { Database } from '#stores/postgres/database.ts';
import { judgeBounds, readOwnBounds } from '#stores/postgres/login-bounds.ts';
import { type Finding, fine, problem } from './finding.ts';

/** Examines whether row-level security binds a login of the services, connected as that login. */
export async function examineLogin(login: 'processor' | 'api', database: Database): Promise<Finding[]> {
  const bounds = await readOwnBounds(database);
  const wrong = bounds === null ? `nobody knows ${login}` : judgeBounds(bounds);
  if (wrong === null) return [fine(`login ${login}`, 'no superuser, no BYPASSRLS, owns nothing')];
  const [detail, advice] = wrong.split(/: (?=[^:]*$)/);
  return [problem(`login ${login}`, detail ?? wrong, `${advice ?? 'Run `recomengine migrate`'}.`)];
}
