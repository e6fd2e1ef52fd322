/** Returns when an access token ends, in milliseconds since 1970, by its claim `exp`. The API checks the token; this only spares a request that would be refused. */
export function expiryOf(accessToken: string): number {
  const claims = accessToken.split('.')[1] ?? '';
  const { exp }: { exp: number } = JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/')));
  return exp * 1000;
}
