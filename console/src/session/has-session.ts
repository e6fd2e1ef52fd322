import { getRequestEvent, isServer } from 'solid-js/web';
import { csrfTokenIn } from '#console/session/csrf-token.ts';

/** Whether this browser has a session, as far as its cookies say: the server writes a page by it, so that nothing of it changes afterwards. Whether the session still holds is asked by the dashboard. */
export function hasSession(): boolean {
  const cookies = isServer ? (getRequestEvent()?.request.headers.get('cookie') ?? '') : document.cookie;
  return csrfTokenIn(cookies) !== null;
}
