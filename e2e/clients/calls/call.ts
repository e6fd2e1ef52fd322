import { Configuration, EventsApi } from './index.js';

const { URL, KEY, SHOPPER } = process.env as { URL: string; KEY: string; SHOPPER: string };
const events = new EventsApi(new Configuration({ basePath: URL, accessToken: KEY }));
const answer = await events.sendEvent({
  wireEvent: { eventType: 'product_viewed', userId: SHOPPER, productId: 'p-1' },
});
if ('eventId' in answer.data) console.log(answer.data.eventId);
