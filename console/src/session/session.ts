import { createSignal } from 'solid-js';
import { ApiProblem, SignedOut } from '#console/http/problem.ts';
import { send } from '#console/http/send.ts';
import { csrfTokenIn } from '#console/session/csrf-token.ts';
import { expiryOf } from '#console/session/expiry.ts';
import { withLock } from '#console/session/with-lock.ts';
import type { AdminUser, Session } from '#schemas/http/auth.ts';

/** Who is signed in. The access token lives in the memory of the page alone; what outlives the page is the refresh cookie, which no script can read. */
export type SignedIn = { user: AdminUser; accessToken: string; expiresAtMs: number };
/** undefined: not known yet; null: nobody. */
export type SessionState = SignedIn | null | undefined;

/** A token is renewed when it has less than this left, so that none ends on its way to the API. */
const marginMs = 30_000;
/** All tabs of the console hear each other by it. */
const channelName = 'recomengine-session';

const [state, setState] = createSignal<SessionState>();

/** The session of this browser, as a signal. On the server it is never known. */
export const session = state;

let channel: BroadcastChannel | null = null;
let renewing: Promise<SignedIn | null> | null = null;

/** Listens to the other tabs: what one of them learns of the session, all know. Call it once, in the browser. */
export function followOtherTabs(): void {
  if (channel !== null) return;
  channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', ({ data }: MessageEvent<SignedIn | null>) => setState(data));
}

/** Takes over the answer of a login, a sign-up or a renewal. */
export function signIn({ user, accessToken }: Session): SignedIn {
  return tell({ user, accessToken, expiresAtMs: expiryOf(accessToken) });
}

/** Ends the session, on the server and then in all tabs. Throws if the server could not be told: the session goes on, and a page that said otherwise would have it again after a reload. */
export async function signOut(): Promise<void> {
  const current = state();
  const csrf = csrfTokenIn(document.cookie);
  if (csrf !== null) {
    const headers: Record<string, string> = { 'x-csrf-token': csrf };
    if (current != null) headers.authorization = `Bearer ${current.accessToken}`;
    await send('POST', '/api/v1/auth/logout', { headers }).catch((error: unknown) => {
      if (!isRefused(error)) throw error;
    });
  }
  tell(null);
}

/** Returns a token that lives long enough for a request. Throws `SignedOut` if there is no session. */
export async function freshAccessToken(): Promise<string> {
  const current = state();
  if (current != null && current.expiresAtMs - marginMs > Date.now()) return current.accessToken;
  const renewed = await renew(current?.accessToken);
  if (renewed === null) throw new SignedOut();
  return renewed.accessToken;
}

/**
 * Exchanges the refresh cookie for a new session, unless another tab did so meanwhile: a cookie that is used twice ends the session, so one tab at a time does it. Returns null
 * if there is no session. Throws if the API cannot be asked: whether there is a session is then not known.
 */
export function renew(staleToken?: string): Promise<SignedIn | null> {
  renewing ??= withLock(channelName, () => renewAlone(staleToken)).finally(() => {
    renewing = null;
  });
  return renewing;
}

async function renewAlone(staleToken: string | undefined): Promise<SignedIn | null> {
  const current = state();
  if (current != null && current.accessToken !== staleToken) return current;
  const csrf = csrfTokenIn(document.cookie);
  if (csrf === null) return tell(null);
  try {
    const response = await send('POST', '/api/v1/auth/refresh', { headers: { 'x-csrf-token': csrf } });
    const { data }: { data: Session } = await response.json();
    return signIn(data);
  } catch (error) {
    if (isRefused(error)) return tell(null);
    throw error;
  }
}

/** The server knows no such session any more. */
const isRefused = (error: unknown): boolean =>
  error instanceof ApiProblem && (error.status === 401 || error.status === 403);

function tell<State extends SignedIn | null>(next: State): State {
  setState(() => next);
  channel?.postMessage(next);
  return next;
}
