import { ApiProblem, SignedOut } from '#console/http/problem.ts';
import { type Method, type Request, send } from '#console/http/send.ts';
import { noteSuspension } from '#console/http/suspension.ts';
import { freshAccessToken, renew } from '#console/session/session.ts';

/** An answer in the API's envelope. `Data` and `Meta` are types of `schemas/http`, where the route has its contract: they are not written down again here. */
export type Answer<Data, Meta = { requestId: string }> = { data: Data; meta: Meta };

/**
 * Asks the API as the admin who is signed in, with a token that is renewed if it must be. Throws `SignedOut` if there is no session any more, else as `send` does.
 */
export async function ask<Data, Meta = { requestId: string }>(
  method: Method,
  path: string,
  request: Request = {},
): Promise<Answer<Data, Meta>> {
  const response = await askForResponse(method, path, request);
  return response.json();
}

/** The same for what is answered without content (204). */
export async function askForNothing(method: Method, path: string, request: Request = {}): Promise<void> {
  await askForResponse(method, path, request);
}

/** The same for answers outside of the envelope, such as event streams. */
export async function askForResponse(method: Method, path: string, request: Request = {}): Promise<Response> {
  const attempt = (token: string) =>
    send(method, path, { ...request, headers: { ...request.headers, authorization: `Bearer ${token}` } });
  const token = await freshAccessToken();
  try {
    return await attempt(token);
  } catch (error) {
    noteSuspension(error);
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    // The token was revoked meanwhile, by a new password or a logout in another place.
    const session = await renew(token);
    if (session === null) throw new SignedOut();
    return attempt(session.accessToken);
  }
}

/** Asks as nobody: sign-up, login and the like. */
export async function askAsNobody<Data>(method: Method, path: string, request: Request = {}): Promise<Answer<Data>> {
  return (await send(method, path, request)).json();
}
