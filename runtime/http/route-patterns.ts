import type { RouteContract } from '#schemas/route-contract.ts';

/** Returns which of these routes match a path. It tries each route, so it is for rare requests. */
export function createRoutesAt<R extends RouteContract>(routes: readonly R[]): (path: string) => R[] {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route) }));
  return (path) => patterns.filter(({ pattern }) => pattern.test(path)).map(({ route }) => route);
}

/** The path in Fastify's spelling: of a parameter that the contract gives a choice of texts, others are a path that is not there. */
export const pathForFastify = (route: RouteContract): string =>
  route.path.replaceAll(/:(\w+)/g, (parameter, name: string) => {
    const choices = choicesOf(route, name);
    return choices === undefined ? parameter : `${parameter}(^(?:${choices})$)`;
  });

const patternOf = (route: RouteContract): RegExp => {
  const pattern = route.path
    .replaceAll('.', '\\.')
    .replaceAll('*', '.*')
    .replaceAll(/:(\w+)/g, (_, name: string) => `(?:${choicesOf(route, name) ?? '[^/]+'})`);
  return new RegExp(`^${pattern}/?$`);
};

/** The texts that the contract lets a parameter be, as a part of an expression; undefined if it may be any. */
function choicesOf({ params }: RouteContract, name: string): string | undefined {
  const { properties = {} } = (params ?? {}) as {
    properties?: Record<string, { anyOf?: readonly { const?: unknown }[] }>;
  };
  const texts = properties[name]?.anyOf?.map((member) => member.const);
  if (texts === undefined || !texts.every((text) => typeof text === 'string')) return undefined;
  return texts.map((text) => text.replaceAll(/[^\w-]/g, '\\$&')).join('|');
}
