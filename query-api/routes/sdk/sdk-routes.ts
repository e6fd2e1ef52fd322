import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { closed, literals } from '#schemas/http/fields.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import type { SdkFile } from './sdk-files.ts';

const perAddress = 6_000;
/** How long a page may go on with the build before, after an upgrade. */
const movingSeconds = 300;
const neverChanges = 'public, max-age=31536000, immutable';
const moving = `public, max-age=${movingSeconds}`;
const movingFiles = ['recomengine.js', 'recomengine.js.map', 'recomengine.json'] as const;
const mapPath = '/v1/recomengine.js.map';

/**
 * The SDK: at two paths that move with each release, and at one with the hash of its content, which never changes. `/v1/recomengine.json` says which that is, for tags with
 * `integrity`. Any page may load it, so no answer depends on who asks.
 */
export function sdkRoutes({ sdk }: Pick<QueryApiDeps, 'sdk'>): Route[] {
  const base = {
    method: 'GET',
    auth: 'public',
    limit: { perAddress },
    browsers: 'any_origin',
    tag: 'Storefront',
    problems: [503],
  } as const;
  const newest = async (request: FastifyRequest, reply: FastifyReply) =>
    send(request, reply, (await sdk()).newest, moving);
  return [
    {
      ...base,
      path: '/recomengine.v1.js',
      operationId: 'getSdk',
      summary: 'The SDK, as /v1/recomengine.js',
      answers: { 200: Type.String() },
      produces: 'text/javascript',
      handler: newest,
    },
    {
      ...base,
      path: '/v1/:file',
      operationId: 'getSdkFile',
      summary: 'The SDK: recomengine.js, its source map, and recomengine.json, which says the hash',
      params: closed({ file: literals(movingFiles, { description: 'A file.', examples: ['recomengine.js'] }) }),
      answers: { 200: Type.String() },
      produces: 'text/javascript',
      alternatives: { 'application/json': Type.Unknown() },
      async handler(request, reply) {
        const { file } = request.params as { file: (typeof movingFiles)[number] };
        if (file === 'recomengine.js') return newest(request, reply);
        const { newest: current, map } = await sdk();
        const { hash, integrity } = current;
        reply.header('cache-control', moving).type('application/json');
        if (file === 'recomengine.js.map') return reply.send(map);
        return reply.send({ src: `/v1/recomengine-${hash}.js`, integrity });
      },
    },
    {
      ...base,
      path: '/v1/recomengine-:hash.js',
      operationId: 'getSdkOfHash',
      summary: 'A build of the SDK, the newest or an older one: it never changes',
      params: closed({ hash: Type.String({ description: 'As recomengine.json says it.' }) }),
      answers: { 200: Type.String() },
      produces: 'text/javascript',
      problems: [...base.problems, 404],
      async handler(request, reply) {
        const { hash } = request.params as { hash: string };
        const build = (await sdk()).byHash.get(hash);
        if (build === undefined)
          throw new Problem(404, `There is no build ${hash} here: /v1/recomengine.json says which there is.`);
        return send(request, reply, build, neverChanges);
      },
    },
  ];
}

/** Sends the form that the browser likes best, compressed when it was built. */
function send(request: FastifyRequest, reply: FastifyReply, file: SdkFile, cacheControl: string) {
  const accepted = request.headers['accept-encoding'] ?? '';
  const encoding = (['br', 'gzip'] as const).find((one) =>
    new RegExp(`\\b${one}\\b(?!;q=0(\\.0*)?(,|$))`).test(accepted),
  );
  const etag = `"${file.hash}-${encoding ?? 'identity'}"`;
  reply.headers({
    'cache-control': cacheControl,
    // A page of any origin loads it.
    'cross-origin-resource-policy': 'cross-origin',
    etag,
    sourcemap: mapPath,
    vary: 'Accept-Encoding',
  });
  if ((request.headers['if-none-match'] ?? '').includes(etag)) return reply.status(304).send();
  if (encoding !== undefined) reply.header('content-encoding', encoding);
  return reply.type('text/javascript; charset=utf-8').send(file[encoding ?? 'identity']);
}
