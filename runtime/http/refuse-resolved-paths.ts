import type { FastifyInstance } from 'fastify';
import { Problem } from './problem.ts';

/**
 * Answers 404 to a PUT, PATCH or DELETE whose path ends in a slash, in place of taking it for the path without. Clients resolve an id of `.` or `..`, percent-encoded too, before they send:
 * `DELETE /tenants/1/users/..`, which erases a shopper, leaves them as `DELETE /tenants/1/`, which would delete the tenant. A path that was resolved so always ends in a slash.
 */
export function refuseResolvedPaths(app: FastifyInstance): void {
  app.addHook('onRequest', (request, _reply, done) => {
    const path = request.url.split('?', 1)[0] ?? '';
    const isChange = ['PUT', 'PATCH', 'DELETE'].includes(request.method);
    if (!isChange || !path.endsWith('/')) return done();
    const detail = `Nothing can be changed at ${path}, which ends in a slash. If an id is '.' or '..', your client has resolved it: send the path as it is.`;
    done(new Problem(404, detail));
  });
}
