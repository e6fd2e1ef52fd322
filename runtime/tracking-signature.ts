import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IsSigned, Sign } from '#domain/access/tracking-token.ts';

/** Signs tracking tokens, and checks their signatures: HMAC-SHA256, base64url. */
export function createTrackingSignature(secret: string): { sign: Sign; isSigned: IsSigned } {
  const digest = (text: string): Buffer => createHmac('sha256', secret).update(text).digest();
  return {
    sign: (text) => digest(text).toString('base64url'),
    isSigned(text, signature) {
      const [expected, sent] = [digest(text).toString('base64url'), signature].map((one) => Buffer.from(one)) as [
        Buffer,
        Buffer,
      ];
      return expected.length === sent.length && timingSafeEqual(expected, sent);
    },
  };
}
