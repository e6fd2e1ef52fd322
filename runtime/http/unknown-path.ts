import { Problem } from './problem.ts';
import type { Route } from './route.ts';

/** What to answer where no route fits: a 405 with `Allow` where another method does, else a 404. */
export function createUnknownPath(routes: readonly Route[]): (method: string, path: string) => Problem {
  const patterns = routes.map(({ method, path }) => ({ method, pattern: patternOf(path) }));
  return (method, path) => {
    const methods = patterns.filter(({ pattern }) => pattern.test(path)).map((route) => route.method);
    if (methods.length === 0) return new Problem(404, `There is nothing at ${path}: /reference lists what there is.`);
    const allow = [...new Set(methods.flatMap((one) => (one === 'GET' ? ['GET', 'HEAD'] : [one])))];
    return new Problem(405, `${method} is not taken here: use ${allow.join(' or ')}.`, {
      headers: { allow: [...allow, 'OPTIONS'].join(', ') },
    });
  };
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+')}/?$`);
