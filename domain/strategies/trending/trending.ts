import Type from 'typebox';
import { leastBusyEvents, mostBusyEvents } from '../../interactions/busy-hours.ts';
import { jointItemsOf } from '../../interactions/joint-items.ts';
import { mostAskedAtFirst } from '../most-asked-at-first.ts';
import { defineStrategy } from '../strategy.ts';
import { recommendTrending, type Trending } from './recommend-trending.ts';
import { windowOf } from './window-text.ts';

/** Candidates of the ranking that all questions of a scope share, or more if a question wants more. */
const candidatesOfAll = 500;
const minTrendingWindowMs = 60_000;
const maxTrendingWindowMs = 365 * 86_400_000;
/** One each 3.6 seconds for an hour: no person goes on so, and most programs do. */
const defaultMaxHourlyEvents = 1_000;

/** What happens most in a sliding window, lately above all; the same for every shopper. */
export const trending = defineStrategy({
  name: 'trending',
  settings: {
    windowMs: Type.Integer({
      title: 'Window in milliseconds',
      minimum: minTrendingWindowMs,
      maximum: maxTrendingWindowMs,
      description: 'Length of the sliding window, in which what is newer counts more; 31 days are kept.',
      examples: [86_400_000],
    }),
    maxHourlyEvents: Type.Integer({
      title: 'Events an hour that no person makes',
      minimum: leastBusyEvents,
      maximum: mostBusyEvents,
      description:
        'What a shopper does in an hour with more views, clicks and carts than this is left out of the counts, but for purchases: programs do so, and people do not. The maximum leaves nobody out.',
      examples: [defaultMaxHourlyEvents],
    }),
  },
  defaults: { windowMs: 86_400_000, maxHourlyEvents: defaultMaxHourlyEvents },
  seen: 'keep',
  chain: [],
  candidates({ once, shards, nowMs }, { wanted }, { windowMs, maxHourlyEvents }) {
    const limit = Math.max(candidatesOfAll, wanted);
    const isWidening = wanted > mostAskedAtFirst;
    return once(`trending ${windowMs} ${maxHourlyEvents} ${limit} ${isWidening}`, () => {
      const candidates = recommendTrending(shards, windowMs, nowMs, limit, isWidening, maxHourlyEvents);
      const most = isWidening ? limit : jointItemsOf(shards).size;
      return { candidates, hasMore: isWidening ? candidates.length >= most : candidates.length < most };
    });
  },
  windowOf: ({ windowMs }) => windowMs,
  reason({ interactions, windowMs }: Trending, _nameOf) {
    const window = windowOf(windowMs);
    if (window === null) return { key: 'trending_ever', params: { interactions } };
    return 'days' in window
      ? { key: 'trending_days', params: { interactions, ...window } }
      : { key: 'trending_hours', params: { interactions, ...window } };
  },
});
