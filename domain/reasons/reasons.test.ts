import assert from 'node:assert/strict';
import test from 'node:test';
import { compileMessage } from './compile-message.ts';
import { en } from './en.ts';
import { languageOf } from './language-of.ts';
import type { Reason, ReasonKey } from './reason.ts';
import { languages, messageOf, say } from './say.ts';

/** Each reason, with one and with many where it counts, and what it says in German. */
const golden: readonly (readonly [Reason, string])[] = [
  [
    { key: 'similar_visits', params: { visits: 1, product: 'Tasse' } },
    'In 1 aktuellen Besuch zusammen mit Tasse gewählt',
  ],
  [
    { key: 'similar_visits', params: { visits: 1234, product: 'Tasse' } },
    'In 1.234 aktuellen Besuchen zusammen mit Tasse gewählt',
  ],
  [{ key: 'from_visit', params: {} }, 'Aus Ihrem Besuch'],
  [{ key: 'chosen_in_visits', params: { visits: 2 } }, 'In 2 ähnlichen Besuchen gewählt'],
  [
    { key: 'chosen_in_visits_with', params: { visits: 1, product: 'Tasse' } },
    'In 1 ähnlichen Besuch gewählt, auch dort ging es um Tasse',
  ],
  [{ key: 'chosen_by_shoppers', params: { shoppers: 1 } }, 'Von 1 Person mit ähnlichem Geschmack gewählt'],
  [
    { key: 'chosen_by_shoppers_with', params: { shoppers: 1, product: 'Tasse' } },
    'Von 1 Person gewählt, der auch Tasse gefiel',
  ],
  [
    { key: 'chosen_by_shoppers_with', params: { shoppers: 7, product: 'Tasse' } },
    'Von 7 Personen gewählt, denen auch Tasse gefiel',
  ],
  [
    { key: 'similar_words', params: { product: 'Tasse', terms: ['blau', 'eiche', 'rund'] } },
    'Ähnlich wie Tasse: blau, eiche und rund',
  ],
  [{ key: 'same_category', params: { product: 'Tasse' } }, 'In derselben Kategorie wie Tasse'],
  [{ key: 'similar_product', params: { product: 'Tasse' } }, 'Ähnlich wie Tasse'],
  [
    { key: 'bought_together', params: { product: 'Tasse', orders: 1, anchorOrders: 1 } },
    'In 1 von 1 Bestellung zusammen mit Tasse gekauft',
  ],
  [
    { key: 'bought_together', params: { product: 'Tasse', orders: 136, anchorOrders: 1278 } },
    'In 136 von 1.278 Bestellungen zusammen mit Tasse gekauft',
  ],
  [{ key: 'trending_hours', params: { interactions: 1, hours: 1 } }, '1 Interaktion in der letzten Stunde'],
  [{ key: 'trending_hours', params: { interactions: 34, hours: 24 } }, '34 Interaktionen in den letzten 24 Stunden'],
  [{ key: 'trending_days', params: { interactions: 34, days: 7 } }, '34 Interaktionen in den letzten 7 Tagen'],
  [{ key: 'trending_ever', params: { interactions: 2 } }, 'Bisher 2 Interaktionen'],
  [{ key: 'recently_viewed', params: {} }, 'Von Ihnen kürzlich angesehen'],
  [{ key: 'bought_before', params: { purchases: 1, lastDay: '2026-11-29' } }, 'Gekauft am 29.11.2026'],
  [
    { key: 'bought_before_due', params: { purchases: 3, lastDay: '2026-11-29', dueDay: '2026-12-09' } },
    '3-mal gekauft, zuletzt am 29.11.2026; etwa am 09.12.2026 wieder fällig',
  ],
  [
    { key: 'bought_before_overdue', params: { purchases: 1, lastDay: '2026-10-29', dueDay: '2026-11-09' } },
    'Gekauft am 29.10.2026; war etwa am 09.11.2026 wieder fällig',
  ],
  [{ key: 'newest', params: {} }, 'Neu im Shop'],
  [{ key: 'pinned', params: {} }, 'Vom Shop ausgewählt'],
];
const keys = Object.keys(en) as ReasonKey[];

test('each reason says in German what it counts and names', () => {
  for (const [reason, text] of golden) assert.equal(say(reason, 'de'), text);
  assert.deepEqual(new Set(golden.map(([{ key }]) => key)), new Set(keys));
});

test('in English numbers have separators, one is singular, and days have the name of their month', () => {
  const bought = { key: 'bought_before', params: { purchases: 1234, lastDay: '2026-11-29' } } as const;
  assert.equal(say(bought, 'en'), 'Bought 1,234 times, last on Nov 29, 2026');
  const trending = { key: 'trending_hours', params: { interactions: 1, hours: 1 } } as const;
  assert.equal(say(trending, 'en'), '1 interaction in the last hour');
});

/** How the texts of two languages differ in what they name, as 'key: …'. */
const differencesOf = (messageOfKey: typeof messageOf) =>
  languages.flatMap((language) =>
    keys.flatMap((key) => {
      const namedBy = (one: (typeof languages)[number]) => [...messageOfKey(key, one).params].sort().join(' ');
      return namedBy(language) === namedBy('en') ? [] : [`${language} ${key}: ${namedBy(language)}`];
    }),
  );

test('each reason has a text in each language, with the same parameters, all of them and no other', () => {
  assert.deepEqual(differencesOf(messageOf), []);
  for (const [{ key, params }] of golden)
    assert.deepEqual([...messageOf(key, 'en').params.keys()].sort(), Object.keys(params).sort(), key);
  const forgetful: typeof messageOf = (key, language) =>
    compileMessage(language === 'de' && key === 'newest' ? 'Neu: {product}' : 'x', language);
  assert.deepEqual(differencesOf(forgetful), ['de newest: product,text'], 'control');
});

test('a reason is never empty, and short with names and counts as long as they get', () => {
  for (const [reason] of golden)
    for (const language of languages) {
      const params = Object.fromEntries(
        Object.entries(reason.params).map(([name, value]) => {
          if (name === 'product') return [name, 'x'.repeat(60)];
          return [name, typeof value === 'number' ? 123_456_789 : value];
        }),
      );
      const text = say({ ...reason, params } as Reason, language);
      assert.ok(text.trim().length > 5 && text.length < 160 && !/[{}#]|undefined|NaN/.test(text), text);
    }
});

test('what a text is given is written as it is, also braces', () => {
  const message = compileMessage('{n, plural, one {#: {product}} other {# of {product}}} #', 'en');
  assert.equal(message.write({ n: 2, product: '{n} # mug' }), '2 of {n} # mug #');
  assert.deepEqual(
    [...message.params],
    [
      ['n', 'number'],
      ['product', 'text'],
    ],
  );
});

test('a text that is not one is refused where it is made ready, not where it is written', () => {
  for (const text of ['{n', 'n}', '{}', '{n, money}', '{n, plural, one {x}}', '{n, plural, other x}', '{n, plural}'])
    assert.throws(() => compileMessage(text, 'en'), SyntaxError, text);
});

test('the question names the language, else the header by its weights, else it is English', () => {
  assert.equal(languageOf(undefined, undefined), 'en');
  assert.equal(languageOf('de-AT', 'en'), 'de');
  assert.equal(languageOf('DE_de', undefined), 'de');
  assert.equal(
    languageOf('fr', 'de'),
    'en',
    'the page is French: German would be as foreign, and English is what it had',
  );
  assert.equal(languageOf(undefined, 'fr-CH, fr;q=0.9, en;q=0.4, de;q=0.7, *;q=0.5'), 'de');
  assert.equal(languageOf(undefined, 'de;q=0, en'), 'en');
  for (const odd of ['', '*', ';;;', 'de;q=x', ','.repeat(10_000)]) assert.equal(languageOf(undefined, odd), 'en', odd);
});
