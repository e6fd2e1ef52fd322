import { createAsk } from './ask.ts';
import type { Page, Render } from './page.ts';
import { followPlacements } from './placements/follow-placements.ts';
import { rememberMenu, takeMenu } from './placements/opened-elsewhere.ts';
import { createItemWatch } from './placements/watch-items.ts';
import { quietly } from './quietly.ts';
import type { Settings } from './settings.ts';
import type { Consent } from './shopper/consent.ts';
import { createShopper } from './shopper/shopper.ts';
import { stored } from './shopper/stored.ts';
import { createClock } from './telemetry/clock.ts';
import { hearDataLayer } from './telemetry/data-layer.ts';
import { createQueue } from './telemetry/queue.ts';
import type { PageEventType } from './telemetry/tracked-event.ts';

/** What a page may call. Nothing of it throws. */
export type RecomEngine = {
  /** The shop's own id of the shopper, once it is known, and the proof of it where the tenant demands one. Widgets are asked for anew. */
  identify(userId: string, proof?: { userHash?: string }): void;
  /** The shopper has logged out: whoever comes now is somebody else. */
  reset(): void;
  /** Tells what the shopper did with a product. Never a purchase: that is only believed from the shop's server. */
  track(eventType: PageEventType, what: { productId: string; metadata?: Record<string, unknown> }): void;
  /** Asks anew for the products of one placement, or of all. */
  refresh(placementId?: string): void;
  /** Says what the shopper has decided; see `Consent`. */
  consent(decision: Consent): void;
  /** Draws the products of a placement by a function of the shop's own. */
  render(placementId: string, render: Render): void;
  /** Runs a command, as pages give them before the script is there: the name of a function, and what it is called with. */
  push(command: Command): void;
};

type Callable = Omit<RecomEngine, 'push'>;
export type Command = { [Name in keyof Callable]: [Name, ...Parameters<Callable[Name]>] }[keyof Callable];

/** Starts in this page, with the commands that were given before. */
export function start(settings: Settings, commands: readonly Command[] = []): RecomEngine {
  const { apiUrl, apiKey } = settings;
  const shopper = createShopper(stored, settings);
  const mayTell = () => shopper.consent() === 'granted';
  const clock = createClock();
  const queue = createQueue(stored, { url: `${apiUrl}/api/v1/track`, key: apiKey, mayTell, clock });
  const renderers: Record<string, Render> = {};
  const tell = (eventType: PageEventType, productId: string, metadata?: Record<string, unknown>) => {
    if (shopper.consent() === 'denied') return;
    const event = { ...shopper.named(), eventType, productId: String(productId), metadata, timestamp: clock.next() };
    // As it will be sent: what cannot be written throws here, and not whenever the queue is.
    queue.add('', JSON.parse(JSON.stringify(event)));
  };
  const report: Page['report'] = (token, eventType, productId) => {
    if (!mayTell()) return;
    queue.add(token, { eventType, productId, timestamp: clock.next() });
    if (eventType === 'recommendation_clicked') queue.flush();
  };
  const refresh = followPlacements({
    settings,
    shopper,
    ask: createAsk(settings),
    hearTime: clock.hear,
    report,
    remember(href, token, productId) {
      if (mayTell()) rememberMenu(stored, { href, token, productId });
    },
    watch: createItemWatch(),
    renderers,
  });
  const api: RecomEngine = {
    identify(userId, { userHash } = {}) {
      shopper.identify(userId, userHash);
      refresh();
    },
    reset() {
      shopper.reset();
      refresh();
    },
    track: (eventType, { productId, metadata }) => tell(eventType, productId, metadata),
    refresh,
    consent(decision) {
      shopper.decide(decision);
      if (shopper.consent() === 'denied') queue.clear();
      else queue.flush();
      refresh();
    },
    render(placementId, render) {
      renderers[placementId] = render;
      refresh(placementId);
    },
    push: ([name, ...given]) => (api[name] as (...given: unknown[]) => void)(...given),
  };
  for (const name of Object.keys(api) as (keyof RecomEngine)[]) {
    const call = api[name] as (...given: unknown[]) => unknown;
    api[name] = ((...given: unknown[]) => quietly(() => call(...given))) as never;
  }

  commands.forEach(api.push);
  const viewed = () => {
    if (settings.productId) tell('product_viewed', settings.productId);
  };
  viewed();
  quietly(() => settings.dataLayer && hearDataLayer(settings.dataLayer, tell));
  const opened = takeMenu(stored, location.href);
  if (opened) report(opened.token, 'recommendation_clicked', opened.productId);
  addEventListener('online', queue.resume);
  // Back, or forward, to a page that the browser has kept whole: it is looked at anew, as it would be if it were loaded.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) viewed();
  });
  addEventListener('pagehide', () => queue.flush(true));
  document.addEventListener('visibilitychange', () => queue.flush(document.hidden));
  return api;
}
