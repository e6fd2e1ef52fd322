import { Analytics } from '@segment/analytics-node';
import type { SendDay } from './send-day.ts';

/** By `@segment/analytics-node`, with its own settings of everything but host and key. */
export const sendBySegment: SendDay = async (host, writeKey, acts) => {
  const analytics = new Analytics({ host, writeKey });
  const errors: unknown[] = [];
  analytics.on('error', (error) => errors.push(error));
  for (const act of acts) {
    const userId = act.shopper;
    if (act.kind === 'track') analytics.track({ userId, event: act.event, properties: act.properties });
    else if (act.kind === 'identify') analytics.identify({ userId, traits: { plan: 'gold' } });
    else analytics.page({ userId, name: 'Home' });
  }
  await analytics.closeAndFlush();
  return errors;
};
