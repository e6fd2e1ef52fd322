import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto';
import type { IsSigned, Sign } from '#domain/access/tracking-token.ts';

/** Signs tracking tokens, and checks their signatures: HMAC-SHA256, base64url. */
export function createTrackingSignature(secret: string): { sign: Sign; isSigned: IsSigned } {
  // Made once: each answer is signed twice.
  const key = createSecretKey(secret, 'utf8');
  const sign = (text: string): string => createHmac('sha256', key).update(text).digest('base64url');
  return {
    sign,
    isSigned(text, signature) {
      const [expected, sent] = [sign(text), signature].map((one) => Buffer.from(one)) as [Buffer, Buffer];
      return expected.length === sent.length && timingSafeEqual(expected, sent);
    },
  };
}
