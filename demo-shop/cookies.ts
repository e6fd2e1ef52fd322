import type { FastifyReply, FastifyRequest } from 'fastify';

/** The shop's cookies. None is read by a script. */
export type CookieName = 'shopper' | 'theme' | 'behind' | 'cart' | 'order';

const prefix = 'demo_';
const daySeconds = 86_400;
const keptDays = 30;

/** Returns a function that reads the cookies of a request: '' where there is none. */
export function cookieOf({ headers }: FastifyRequest): (name: CookieName) => string {
  const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
  return (name) =>
    pairs.find((pair) => pair.startsWith(`${prefix}${name}=`))?.slice(prefix.length + name.length + 1) ?? '';
}

/** Sets cookies for the shop's own pages; '' removes one. Values are letters, digits and what else a cookie may have as it is. */
export function setCookies(reply: FastifyReply, values: Partial<Record<CookieName, string>>): void {
  reply.header(
    'set-cookie',
    Object.entries(values).map(
      ([name, value]) =>
        `${prefix}${name}=${value}; Max-Age=${value === '' ? 0 : keptDays * daySeconds}; Path=/demo; HttpOnly; SameSite=Lax`,
    ),
  );
}
