import type { Route } from '#runtime/http/route.ts';
import type { AcceptParts } from '../../accept-events.ts';
import { ga4Route } from './ga4-route.ts';
import { postHogRoutes } from './posthog-routes.ts';
import { segmentRoutes } from './segment-routes.ts';
import { snowplowRoutes } from './snowplow-routes.ts';

/** The paths of other software, whose senders are told our host and key and nothing else (docs/senders.md). */
export const senderRoutes = (parts: AcceptParts): Route[] => [
  ...segmentRoutes(parts),
  ...postHogRoutes(parts),
  ga4Route(parts),
  ...snowplowRoutes(parts),
];
