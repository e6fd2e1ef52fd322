import assert from 'node:assert/strict';
import { parseDelay, parseTime } from '#cli/evaluate/parse-time.ts';
import { parseEventTime } from '#domain/events/event-time.ts';
import { decimalOfPriceE4, maxPriceE4, meantAmountOf } from '#domain/price.ts';
import { parseMoment } from '#domain/rules/moment.ts';
import { parseDuration } from '#runtime/config/duration.ts';
import { ofText, type Taken } from '../target.ts';

const wholeMs = (ms: number | null | undefined): Taken => {
  if (ms === undefined) return 'refused';
  assert.ok(ms === null || Number.isSafeInteger(ms), `${ms}`);
  return 'taken';
};

/** A time is a whole number of ms which, as ISO 8601, is the same time. */
export const eventTimes = ofText({
  name: 'times of events',
  corpus: [
    '2026-03-01T12:00:00.000Z',
    '2024-02-29t23:59:60,5+05:30',
    '0001-01-01T00:00Z',
    '9999-12-31T23:59:59.999999-2359',
  ],
  take(text) {
    const ms = parseEventTime(text);
    const taken = wholeMs(ms);
    if (ms !== undefined && ms >= 0)
      assert.equal(parseEventTime(new Date(ms).toISOString()), ms < yearTenThousand ? ms : undefined);
    return taken;
  },
});
/** ISO 8601 of four digits ends here; a zone west of Greenwich leads behind it. */
const yearTenThousand = Date.UTC(10_000, 0);

/** An amount, as a text and as a JSON number, lies within its bounds and is exact when it is written and read again. */
export const amounts = ofText({
  name: 'amounts',
  corpus: ['12.50', '0', '900719925474.0990', '0.00005', '17.849999999999998', '1e-7'],
  take(text) {
    const numeric = text.trim() === '' ? Number.NaN : Number(text);
    const read = [meantAmountOf(text), Number.isNaN(numeric) ? undefined : meantAmountOf(numeric)];
    for (const amount of read) {
      if (amount === undefined) continue;
      assert.ok(amount.e4 >= 0n && amount.e4 <= maxPriceE4, text);
      assert.deepEqual(meantAmountOf(decimalOfPriceE4(amount.e4)), { e4: amount.e4, isRounded: false });
    }
    return read[0] === undefined ? 'refused' : 'taken';
  },
});

/** Times and lengths of time of command lines, settings and rules. */
export const durations = ofText({
  name: 'durations and moments',
  corpus: ['7d', '12h', 'forever', '500ms', '0', '-P30D', '-PT12H', '1784116800', '2026-03-01', '2026-03-01T12:00:00Z'],
  take(text) {
    const moment = parseMoment(text)?.(1_784_116_800_000);
    const read = [parseDuration(text), parseDelay(text), parseTime(text), moment].map(wholeMs);
    return read.includes('taken') ? 'taken' : 'refused';
  },
});
