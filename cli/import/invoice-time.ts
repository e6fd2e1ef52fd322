import { parseEventTime } from '#domain/events/event-time.ts';

/** How a file writes dates by slashes: `12/1/2010` is the 1st of December by `month first`, and the 12th of January by `day first`. */
export type DateOrder = 'month first' | 'day first';

const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4}) (\d{1,2}):(\d{2})(?::(\d{2}))?$/;

/**
 * Decides over a file how its dates by slashes are meant: a number above 12 is no month. `order` is undefined if the file has none of them. Where no day is above 12 they are month first, as in the published file; where both
 * numbers are, some rows are wrong, and the more frequent order holds.
 */
export function createDateOrders(): { note(text: string): void; order(): DateOrder | undefined } {
  let [dates, dayFirst, monthFirst] = [0, 0, 0];
  return {
    note(text) {
      const [, first, second] = slashed.exec(text) ?? [];
      if (first === undefined) return;
      dates += 1;
      if (Number(first) > 12) dayFirst += 1;
      if (Number(second) > 12) monthFirst += 1;
    },
    order: () => (dates === 0 ? undefined : dayFirst > monthFirst ? 'day first' : 'month first'),
  };
}

/** Reads `2010-12-01 08:26:00`, the same with a T, without seconds or with a zone, or a date by slashes, as ms since 1970; without a zone as UTC. Undefined for anything else, and for days that do not exist. */
export function parseInvoiceTime(text: string, order: DateOrder): number | undefined {
  const [, first = '', second = '', year, hour = '', minute, seconds = '00'] = slashed.exec(text) ?? [];
  if (year === undefined) {
    const iso = text.replace(' ', 'T');
    return parseEventTime(iso) ?? parseEventTime(`${iso}Z`);
  }
  const [month, day] = order === 'month first' ? [first, second] : [second, first];
  const two = (digits: string) => digits.padStart(2, '0');
  return parseEventTime(`${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${seconds}Z`);
}
