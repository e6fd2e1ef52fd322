import type { Route } from '#runtime/http/route.ts';
import { type CookieName, setCookies } from '../cookies.ts';
import { newShopperId } from '../visit.ts';
import { formRoute, seeOther } from './form-route.ts';

/** What each preference may be; a shopper has any id that a cookie can carry, and `new` is somebody nobody knows. */
const patterns: Partial<Record<CookieName, RegExp>> = {
  theme: /^(light|dark)$/,
  behind: /^(open|closed)$/,
  shopper: /^[\w.-]{1,64}$/,
};

/** POST /demo/preferences: colours, the drawer, and who is shopping. A script gets the values back; without one the browser goes back to its page. */
export const preferencesRoute = (): Route =>
  formRoute('/demo/preferences', async (fields, request, reply) => {
    const values: Record<string, string> = {};
    for (const [name, pattern] of Object.entries(patterns)) {
      const value = fields[name] ?? '';
      if (pattern.test(value)) values[name] = name === 'shopper' && value === 'new' ? newShopperId() : value;
    }
    setCookies(reply, values);
    return request.headers.accept === 'application/json'
      ? reply.type('application/json').send(values)
      : seeOther(reply, fields.back);
  });
