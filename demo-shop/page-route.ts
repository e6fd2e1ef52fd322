import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Route } from '#runtime/http/route.ts';
import { cookieOf, setCookies } from './cookies.ts';
import type { DemoShopDeps } from './demo-shop.ts';
import { failed } from './pages/failed.ts';
import { closedDocument, fillingSeconds } from './parts/closed-document.ts';
import { documentOf, type Page } from './parts/document.ts';
import { ShopApiError } from './shop-api.ts';
import { type Visit, visitOf } from './visit.ts';

/** What all routes of the shop have in common. They are pages for people, and no part of the API. */
export const shopRoute = {
  auth: 'public',
  limit: { perAddress: 1_200 },
  tag: 'Demo shop',
  isDocumented: false,
} as const;

export type Asked = {
  request: FastifyRequest;
  params: Readonly<Record<string, string | undefined>>;
  query: Readonly<Record<string, string | undefined>>;
};

/** Links to a shop carry whatever their senders add, so that fields that no page knows are let be. */
const anyText = Type.Object({}, { additionalProperties: Type.Unknown() });

/** Creates the function that makes a route of a page: at a path, from what the page's file returns. */
export function createPageRoute(
  deps: DemoShopDeps,
): (path: string, make: (visit: Visit, asked: Asked) => Promise<Page>) => Route {
  return (path, make) => ({
    ...shopRoute,
    method: 'GET',
    path,
    summary: 'A page of the demo shop',
    ...(path.includes(':') ? { params: anyText } : {}),
    query: anyText,
    answers: { 200: Type.String() },
    produces: 'text/html',
    handler: (request, reply) => sendPage(deps, request, reply, (visit) => make(visit, askedOf(request))),
  });
}

/** Of a field that an address names twice the first counts. */
function askedOf(request: FastifyRequest): Asked {
  const texts = (given: unknown) =>
    Object.fromEntries(
      Object.entries(given as Record<string, unknown>).map(([name, value]) => [
        name,
        String(Array.isArray(value) ? value[0] : value),
      ]),
    );
  return { request, params: texts(request.params), query: texts(request.query) };
}

/** Answers with a page, and where the shop is closed or cannot reach the API with one that says so. */
export async function sendPage(
  { shop, logger }: DemoShopDeps,
  request: FastifyRequest,
  reply: FastifyReply,
  make: (visit: Visit) => Promise<Page>,
): Promise<FastifyReply> {
  const found = shop();
  if (!found.isOpen) {
    const nonce = randomBytes(16).toString('base64');
    if (found.isFilling) reply.header('retry-after', fillingSeconds);
    return sendHtml(reply, found.isFilling ? 503 : 404, nonce, closedDocument(found, nonce).html);
  }
  const visit = visitOf(request, found);
  const page = await make(visit).catch((error: unknown) => {
    if (!(error instanceof ShopApiError)) throw error;
    logger.warn({ err: error, reqId: request.id }, 'the demo shop cannot reach the API');
    return failed();
  });
  if (cookieOf(request)('shopper') !== visit.shopperId) setCookies(reply, { shopper: visit.shopperId });
  return sendHtml(reply, page.status ?? 200, visit.nonce, documentOf(page, visit).html);
}

/** Scripts and styles are the page's own, known by the nonce; there is nothing from other hosts. */
const policyOf = (nonce: string): string =>
  [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

const sendHtml = (reply: FastifyReply, status: number, nonce: string, html: string): FastifyReply =>
  reply
    .status(status)
    .headers({
      'content-security-policy': policyOf(nonce),
      'cache-control': 'private, no-cache',
      // Beacons of pages without a referrer have no origin either, and the API takes events from pages that say theirs.
      'referrer-policy': 'same-origin',
    })
    .type('text/html; charset=utf-8')
    .send(html);
