import type { Route } from '#runtime/http/route.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { createLoginThrottle } from './login-throttle.ts';
import { openAccountRoutes } from './open-account-routes.ts';
import { ownSessionRoutes } from './own-session-routes.ts';
import { profileRoutes } from './profile-routes.ts';
import { resetRoutes } from './reset-routes.ts';
import { sessionRoutes } from './session-routes.ts';

/** Everything under /auth: accounts, sessions, the admin's own profile, forgotten passwords. */
export function authRoutes(deps: QueryApiDeps): Route[] {
  const throttle = createLoginThrottle(Date.now);
  return [
    ...openAccountRoutes(deps, throttle),
    ...sessionRoutes(deps),
    ...ownSessionRoutes(deps),
    ...profileRoutes(deps, throttle),
    ...resetRoutes(deps),
  ];
}
