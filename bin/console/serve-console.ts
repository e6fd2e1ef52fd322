import { createServer, type RequestListener, type Server } from 'node:http';
import { defaultPatience, type Patience } from '#runtime/http/patience.ts';
import { endLateBody } from './end-late-body.ts';
import { proxyToApi } from './proxy.ts';

/** What belongs to the API: its routes, their description and the page to try them on, what the tag loads, and the demo shop that is opened there. */
const ofApi = /^\/(?:api|v1|reference|demo)(?:\/|$)|^\/openapi\.json$/;
/** Files whose names begin with a dot are the build's own; the list of what may be served names some that were removed. */
const hidden = /(?:^|\/)(?:\.|%2e)/i;
/** How the pages learn where the API is; what a client sends under this name is dropped. */
const apiHeader = 'x-recomengine-api';

/**
 * Returns a server that answers with pages, and passes on what is for the API: for a browser both are one origin, so that cookies need no exception. /health is its own. It waits for slow senders as
 * long as the API does, which itself ends late bodies that are passed on to it.
 */
export function serveConsole(apiUrl: string, pages: RequestListener, patience: Patience = defaultPatience): Server {
  const api = new URL(apiUrl);
  const { headersMs, idleMs, sweepMs, answerMs } = patience;
  // Node's own limit of a request's length would end uploads that the API takes for as long as they move.
  const limits = { headersTimeout: headersMs, requestTimeout: 0, connectionsCheckingInterval: sweepMs };
  const server = createServer(limits, (request, response) => {
    endLateBody(request, response, { answerMs, isPassedOn: isOfApi(request.url) });
    if (request.url === '/health') {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"ok"}');
      return;
    }
    if (isOfApi(request.url)) {
      proxyToApi(api, request, response);
      return;
    }
    if (hidden.test(pathOf(request.url))) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('There is no such page.\n');
      return;
    }
    request.headers[apiHeader] = api.origin;
    pages(request, response);
  });
  return server.setTimeout(idleMs);
}

const pathOf = (url = ''): string => url.split('?')[0] ?? '';
const isOfApi = (url: string | undefined): boolean => ofApi.test(pathOf(url));
