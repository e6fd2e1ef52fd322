import { randomBytes } from 'node:crypto';
import { createMiddleware } from '@solidjs/start/middleware';
import { contentSecurityPolicy } from '#console/server/content-security-policy.ts';
import { csrfTokenIn } from '#console/session/csrf-token.ts';
import { loginPathOf } from '#console/session/login-path.ts';

const nonceBytes = 16;

/** Gives each answer its nonce and headers, and leads visitors without a session from the dashboard to the login. */
export default createMiddleware({
  onRequest({ request, locals, response }) {
    const { pathname, search } = new URL(request.url);
    if (pathname.startsWith('/api/')) return undefined;
    const isDashboard = pathname === '/dashboard' || pathname.startsWith('/dashboard/');
    if (isDashboard && csrfTokenIn(request.headers.get('cookie') ?? '') === null)
      return new Response(null, { status: 302, headers: { location: loginPathOf(pathname + search) } });
    locals.nonce = randomBytes(nonceBytes).toString('base64');
    response.headers.set('content-security-policy', contentSecurityPolicy(locals.nonce));
    response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
    response.headers.set('x-content-type-options', 'nosniff');
    // A page holds its own nonce, so no copy of it may be used again.
    response.headers.set('cache-control', 'no-store');
    return undefined;
  },
});
