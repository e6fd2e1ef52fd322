import type { RouteContract } from '#schemas/route-contract.ts';

/** Returns which of these routes match a path. It tries each route, so it is for rare requests. */
export function createRoutesAt<R extends RouteContract>(routes: readonly R[]): (path: string) => R[] {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (path) => patterns.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route);
}

const patternOf = (path: string): RegExp =>
  new RegExp(`^${path.replaceAll('.', '\\.').replaceAll('*', '.*').replaceAll(/:\w+/g, '[^/]+')}/?$`);
