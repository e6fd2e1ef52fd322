/** No server answers at the URL of the API; it may later. */
export class ServerUnreachable extends Error {
  readonly code = 'server_unreachable';
  constructor(url: string, cause: unknown) {
    super(`nothing answers at ${url}: start it with \`recomengine start\`, or name another by --url`, { cause });
    this.name = 'ServerUnreachable';
  }
}

/** Calls fetch. Throws `ServerUnreachable`, which names the URL, or the reason of the signal. */
export async function askServer(url: string, path: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(`${url}${path}`, init);
  } catch (cause) {
    init.signal?.throwIfAborted();
    throw new ServerUnreachable(url, cause);
  }
}
