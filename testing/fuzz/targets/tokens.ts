import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createTrackingToken, readTrackingToken } from '#domain/access/tracking-token.ts';
import { cursorText, parseCursor } from '#domain/events/event-cursor.ts';
import { createPageToken, readPageToken } from '#domain/serving/page-token.ts';
import { markOf } from '#domain/serving/product-mark.ts';
import { sentRefreshToken } from '#query-api/routes/auth/session-cookies.ts';
import { signAccessToken, verifyAccessToken } from '#runtime/http/access-token.ts';
import { Problem } from '#runtime/http/problem.ts';
import { ofText } from '../target.ts';

const secret = 'a secret of these tests alone';
const sign = (text: string) => createHmac('sha256', secret).update(text).digest('base64url');
const isSigned = (text: string, signature: string) => sign(text) === signature;
const nowMs = Date.UTC(2026, 6, 15);
const claims = {
  scope: 1,
  userId: 'ada',
  placementId: 'home',
  strategy: 'trending',
  arm: null,
  productIds: ['p-1', 'p-2'],
  exposureId: Buffer.alloc(16, 7),
  expiresAtMs: nowMs + 1,
};

/** Nobody without the secret makes a token that is read, and no text makes the reader fail. */
export const trackingTokens = ofText({
  name: 'tracking tokens',
  corpus: [createTrackingToken(claims, sign), createTrackingToken({ ...claims, userId: null, exposureId: null }, sign)],
  take(token) {
    const read = readTrackingToken(token, { scope: 1, nowMs, isSigned });
    if (!read.ok) return 'refused';
    assert.equal(createTrackingToken(read.claims, sign), token);
    return 'taken';
  },
});

const digest = 'd'.repeat(22);

export const pageTokens = ofText({
  name: 'page tokens',
  corpus: [
    createPageToken({ digest, marks: [] }, sign),
    createPageToken({ digest, marks: [markOf('p-1'), markOf('p-2')] }, sign),
  ],
  take(token) {
    const read = readPageToken(token, { digest, isSigned });
    if (!read.ok) return 'refused';
    assert.equal(createPageToken({ digest, marks: read.marks }, sign), token);
    return 'taken';
  },
});

const accessToken = signAccessToken(secret, { adminId: 'a-1', role: 'admin', sessionId: 's-1' }, 3_600);

export const accessTokens = ofText({
  name: 'access tokens',
  corpus: [accessToken],
  take(token) {
    try {
      assert.equal(verifyAccessToken(secret, token).adminId, 'a-1');
      return 'taken';
    } catch (error) {
      assert.ok(error instanceof Problem && error.status === 401, String(error));
      return 'refused';
    }
  },
});

export const cookies = ofText({
  name: 'cookies',
  corpus: ['recomengine_csrf=abc; recomengine_refresh=def', 'a=b;recomengine_refresh=x=y; c', ''],
  take(cookie) {
    const token = sentRefreshToken({ headers: { cookie } });
    if (token === null) return 'refused';
    assert.ok(token !== '' && !token.includes(';') && cookie.includes(`recomengine_refresh=${token}`));
    return 'taken';
  },
});

/** The ids of followed events: what is read is written the same. */
export const cursors = ofText({
  name: 'cursors of followed events',
  corpus: ['0.00000000', '3.0a1b2c3d.0.zz.1y2p0ij32e8e'],
  take(text) {
    const cursor = parseCursor(text);
    if (cursor === null) return 'refused';
    assert.equal(cursorText(cursor), text);
    return 'taken';
  },
});
