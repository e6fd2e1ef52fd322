import { createServer, type RequestListener, type Server } from 'node:http';
import { proxyToApi } from './proxy.ts';

/** What belongs to the API: its routes, their description and the page to try them on, what the tag loads, and the demo shop that is opened there. */
const ofApi = /^\/(?:api|v1|reference|demo)(?:\/|$)|^\/openapi\.json$/;
/** Files whose names begin with a dot are the build's own; the list of what may be served names some that were removed. */
const hidden = /(?:^|\/)(?:\.|%2e)/i;
/** How the pages learn where the API is; what a client sends under this name is dropped. */
const apiHeader = 'x-recomengine-api';

/** Returns a server that answers with pages, and passes on what is for the API: for a browser both are one origin, so that cookies need no exception. /health is its own. */
export function serveConsole(apiUrl: string, pages: RequestListener): Server {
  const api = new URL(apiUrl);
  return createServer((request, response) => {
    if (request.url === '/health') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
      return;
    }
    if (ofApi.test((request.url ?? '').split('?')[0] ?? '')) {
      proxyToApi(api, request, response);
      return;
    }
    if (hidden.test((request.url ?? '').split('?')[0] ?? '')) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such page.\n');
      return;
    }
    request.headers[apiHeader] = api.origin;
    pages(request, response);
  });
}
