import { PostHog } from 'posthog-node';
import type { SendDay } from './send-day.ts';

/** By `posthog-node`, with its own settings of everything but host and key: it gzips. */
export const sendByPostHog: SendDay = async (host, key, acts) => {
  const posthog = new PostHog(key, { host });
  const errors: unknown[] = [];
  posthog.on('error', (error) => errors.push(error));
  for (const act of acts) {
    const distinctId = act.shopper;
    if (act.kind === 'track') posthog.capture({ distinctId, event: act.event, properties: act.properties });
    else if (act.kind === 'identify') posthog.identify({ distinctId, properties: { plan: 'gold' } });
    else posthog.capture({ distinctId, event: '$pageview', properties: { $current_url: 'https://shop.example/' } });
  }
  await posthog.shutdown();
  return errors;
};
