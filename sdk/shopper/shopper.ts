import type { Settings } from '../settings.ts';
import { type Consent, consentInForce } from './consent.ts';
import { randomText } from './random-text.ts';
import type { Stored } from './stored.ts';
import { createVisit } from './visit.ts';

const anonymousName = 'shopper';

/** `sessionId`: of the visit, the same before a login and after it. */
export type Named = { userId: string; userHash?: string | undefined; sessionId: string };

/** Who is in front of the page: by the shop's own id once it is told, before that by one that we make up and keep. */
export type Shopper = {
  /** What is sent of the shopper: nothing of it before consent is granted. An id that we made up is stored only then. */
  named(): Named;
  consent(): Consent;
  decide(consent: Consent): void;
  /** Undefined: nobody is logged in. */
  identify(userId: string | undefined, userHash?: string): void;
  /** Somebody else is in front of the page now: nothing that we made up for the one before is used again. */
  reset(): void;
};

export function createShopper(stored: Stored, said: Pick<Settings, 'userId' | 'userHash' | 'consent'>): Shopper {
  let { userId, userHash } = said;
  let decided = said.consent;
  /** Of this page, and stored only once that is granted. */
  let anonymousId = '';
  const visit = createVisit(stored);
  const consent = () => consentInForce(decided);
  const forget = () => {
    anonymousId = '';
    stored.remove(anonymousName);
    visit.end();
  };
  if (consent() === 'denied') forget();

  return {
    consent,
    named() {
      const mayStore = consent() === 'granted';
      const sessionId = visit.id(mayStore);
      if (userId) return { userId, userHash, sessionId };
      anonymousId = anonymousId || stored.read(anonymousName) || `anon-${randomText()}`;
      if (mayStore) stored.write(anonymousName, anonymousId);
      return { userId: anonymousId, sessionId };
    },
    decide(said) {
      decided = said;
      if (consent() === 'denied') forget();
    },
    identify(id, hash) {
      userId = id && String(id);
      userHash = hash;
    },
    reset() {
      userId = userHash = undefined;
      forget();
    },
  };
}
