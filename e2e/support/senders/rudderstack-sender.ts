import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import type { SendDay } from './send-day.ts';

/** By `@rudderstack/rudder-sdk-node`, with its own settings of everything but host and key: it gzips, and calls that a form. Without `errorHandler` a batch that fails would end this process (findings/rudder-ends-process.sh). */
export const sendByRudderStack: SendDay = async (dataPlaneUrl, writeKey, acts) => {
  const analytics = new RudderAnalytics(writeKey, { dataPlaneUrl, logLevel: 'none', errorHandler: () => {} });
  const outcomes: Promise<unknown>[] = [];
  for (const act of acts) {
    const userId = act.shopper;
    const { promise, resolve } = Promise.withResolvers<unknown>();
    outcomes.push(promise);
    const told = (error?: unknown) => resolve(error);
    if (act.kind === 'track')
      analytics.track({ userId, event: act.event, properties: act.properties as Record<string, string> }, told);
    else if (act.kind === 'identify') analytics.identify({ userId, traits: { plan: 'gold' } }, told);
    else analytics.page({ userId, name: 'Home' }, told);
  }
  await analytics.flush();
  return (await Promise.all(outcomes)).filter((error) => error !== undefined);
};
