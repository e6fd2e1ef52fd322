import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventTypeNames, eventTypes } from '#schemas/events/index.ts';
import { adviseOnName } from './advise-on-name.ts';

const ofType = (name: string) => adviseOnName({ kind: 'event_type', name }).match(/send it as (\w+)/)?.[1] ?? null;
const ofField = (name: string) => adviseOnName({ kind: 'field', name });

test('a type of event is told the one of ours that is probably meant, and one that means none is told so', () => {
  const meant = {
    view_item: 'product_viewed',
    'Product Viewed': 'product_viewed',
    select_item: 'product_clicked',
    addedToBasket: 'add_to_cart',
    'removed from cart': 'remove_from_cart',
    order_completed: 'purchase',
    widget_impression: 'recommendation_impressed',
    'click on recommendation': 'recommendation_clicked',
    scroll: null,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(meant).map((name) => [name, ofType(name)])), meant);
  const told = new Set(Object.values(meant).filter((type) => type !== null));
  assert.deepEqual([...told].sort(), [...eventTypeNames].sort(), 'every type of ours can be told');
});

test('a field is told which of ours it is, that it belongs into metadata, or that it may stand there', () => {
  assert.equal(ofField('user_id'), 'Send it as userId.');
  assert.equal(ofField('SKU'), 'Send it as productId.');
  assert.equal(ofField('qty'), 'Send it as quantity, inside of metadata.');
  assert.match(ofField('colour'), /^Put it into metadata/);
  const top = Object.keys(eventTypes.product_viewed.contract.properties).filter((name) => name !== 'metadata');
  for (const name of top) assert.equal(ofField(name.toUpperCase()), `Send it as ${name}.`, 'every field of ours');
});
