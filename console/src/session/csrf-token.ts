const csrfCookie = /(?:^|;\s*)recomengine_csrf=([^;]+)/;

/** Returns the CSRF token that the API has set as a cookie beside the refresh token, or null: then there is no session. */
export function csrfTokenIn(cookies: string): string | null {
  return csrfCookie.exec(cookies)?.[1] ?? null;
}
