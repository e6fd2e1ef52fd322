import { Compile } from 'typebox/compile';
import { type ContractError, contractErrors } from '#schemas/contract-errors.ts';
import { CatalogItemBody, maxAttributesBytes } from '#schemas/http/catalog.ts';
import type { Note } from '#schemas/http/notes.ts';
import { isStorableText, unstorablePath } from '#schemas/storable-text.ts';
import type { WrittenItem } from '../catalog-item.ts';
import { dotSegmentErrors } from '../dot-segment.ts';
import { withoutAbsent } from '../events/absent.ts';
import { amountAdvice, decimalOfPriceE4, meantAmountOf } from '../price.ts';
import { trimmedIds } from '../trimmed-ids.ts';
import { withoutEmptyParts } from './category-path.ts';
import { isLink, isPicture } from './safe-url.ts';

/** `notes`: what of the item is kept otherwise than it was sent. */
export type JudgedItem =
  | { ok: true; item: WrittenItem; notes: readonly Note[] }
  | { ok: false; errors: ContractError[] };

const validator = Compile(CatalogItemBody);

/** Makes a catalog item of what a client sent, or says everything that is wrong with it. Takes any value; an optional field that is `null` or an empty text is as one left out, and the id is taken without white space around it. */
export function judgeItem(sent: unknown): JudgedItem {
  const body = withoutAbsent(
    CatalogItemBody,
    typeof sent === 'object' && sent !== null ? trimmedIds(sent, ['productId']) : sent,
  );
  const errors = [...priceErrors(body), ...contractErrorsOf(body).filter(({ path }) => path !== '/price')];
  if (errors.length > 0) return { ok: false, errors };
  const {
    productId,
    name,
    category: sentCategory,
    price,
    attributes = {},
    available = true,
    ...rest
  } = body as CatalogItemBody;
  const category = withoutEmptyParts(sentCategory);
  errors.push(...dotSegmentErrors(productId), ...unsafeUrls(rest));
  if (category === '')
    errors.push({
      path: '/category',
      message: '`category` has no part that can be read. For example: Home > Kitchen > Mugs',
      code: 'blank',
    });
  const unstorable = unstorablePath(body, '');
  if (unstorable !== undefined) errors.push(unstorableText(unstorable));
  if (Buffer.byteLength(JSON.stringify(attributes)) > maxAttributesBytes)
    errors.push({
      path: '/attributes',
      message: `Shorten \`attributes\` to at most ${maxAttributesBytes} bytes of JSON.`,
      code: 'attributes_too_large',
    });
  if (errors.length > 0) return { ok: false, errors };
  const { currency = null, imageUrl = null, url = null, description = null } = rest;
  const { e4: priceE4, isRounded } = meantAmountOf(price)!;
  const kept = `${price} is kept as ${decimalOfPriceE4(priceE4)}.`;
  const notes: Note[] = isRounded ? [{ path: '/price', message: kept, code: 'rounded' }] : [];
  if (category !== sentCategory) {
    const message = `\`${sentCategory}\` is kept as \`${category}\`: a part of the path is empty.`;
    notes.push({ path: '/category', message, code: 'trimmed' });
  }
  const item: WrittenItem = {
    productId,
    name,
    category,
    priceE4,
    currency,
    imageUrl,
    url,
    description,
    attributes: { ...attributes },
    available,
  };
  return { ok: true, item, notes };
}

/** Returns what is wrong with a product id in a path, beyond its length. */
export function productIdErrors(productId: string): ContractError[] {
  return isStorableText(productId) ? [] : [unstorableText('/productId')];
}

function contractErrorsOf(body: unknown): ContractError[] {
  return validator.Check(body) ? [] : contractErrors(validator, body);
}

/** Returns the faults of a price in its own words: the contract could only say that it is neither a number nor a text. */
function priceErrors(body: unknown): ContractError[] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [];
  const { price } = body as { price?: unknown };
  if (price === undefined)
    return [{ path: '/price', message: 'Add `price`: a decimal of 0 or more.', code: 'required' }];
  if ((typeof price === 'number' || typeof price === 'string') && meantAmountOf(price) !== undefined) return [];
  return [{ path: '/price', message: amountAdvice('price'), code: 'invalid_price' }];
}

/** Returns which addresses a page must not use. */
function unsafeUrls({ url, imageUrl }: Pick<CatalogItemBody, 'url' | 'imageUrl'>): ContractError[] {
  const wanted = 'an address that begins with https:// or http://, or a path such as /mug-blue';
  const errors: ContractError[] = [];
  if (typeof url === 'string' && !isLink(url))
    errors.push({ path: '/url', message: `Send \`url\` as ${wanted}.`, code: 'unsafe_url' });
  if (typeof imageUrl === 'string' && !isPicture(imageUrl)) {
    const message = `Send \`imageUrl\` as ${wanted}; a small picture may also stand in it as data:image/….`;
    errors.push({ path: '/imageUrl', message, code: 'unsafe_url' });
  }
  return errors;
}

function unstorableText(path: string): ContractError {
  const where = path.slice(1).replaceAll('/', '.');
  return { path, message: `Remove U+0000 and lone surrogates from \`${where}\`.`, code: 'unstorable_text' };
}
