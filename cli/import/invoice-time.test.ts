import assert from 'node:assert/strict';
import test from 'node:test';
import { createDateOrders, parseInvoiceTime } from './invoice-time.ts';

const orderOf = (...texts: string[]) => {
  const orders = createDateOrders();
  for (const text of texts) orders.note(text);
  return orders.order();
};

test('the order of dates by slashes is decided over the file, by days above 12', () => {
  assert.equal(orderOf('12/1/2010 8:26', '12/13/2010 9:00'), 'month first');
  assert.equal(orderOf('1/12/2010 8:26', '13/12/2010 9:00'), 'day first');
  assert.equal(orderOf('12/1/2010 8:26'), 'month first', 'as in the published file');
  assert.equal(orderOf('2010-12-01 08:26:00'), undefined, 'control');
});

test('a time is read in each spelling that copies of the file have, and one that is none is not', () => {
  const at = Date.UTC(2010, 11, 1, 8, 26);
  for (const text of [
    '2010-12-01 08:26:00',
    '2010-12-01T08:26:00Z',
    '2010-12-01 08:26',
    '12/1/2010 8:26',
    '12/01/2010 08:26:00',
  ])
    assert.equal(parseInvoiceTime(text, 'month first'), at, text);
  assert.equal(parseInvoiceTime('1/12/2010 8:26', 'day first'), at);
  for (const text of ['', 'never', '2010-02-30 08:00', '12/13/2010 8:26', '2010-12-01'])
    assert.equal(parseInvoiceTime(text, 'day first'), undefined, text);
});
