import { Problem } from './problem.ts';
import type { Route } from './route.ts';
import { createRoutesAt } from './route-patterns.ts';

/** Returns the problem for a request that no route matches: a 405 with `Allow` if the path has other methods, else a 404. A route for paths of any ending is a page of what is not there. */
export function createUnknownPath(routes: readonly Route[]): (method: string, path: string) => Problem {
  const routesAt = createRoutesAt(routes.filter(({ path }) => !path.endsWith('*')));
  return (method, path) => {
    const methods = routesAt(path).map((route) => route.method);
    if (methods.length === 0) return new Problem(404, `There is nothing at ${path}: /reference lists what there is.`);
    const allow = [...new Set(methods.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])))];
    return new Problem(405, `${method} is not taken here: use ${allow.join(' or ')}.`, {
      headers: { allow: [...allow, 'OPTIONS'].join(', ') },
    });
  };
}
