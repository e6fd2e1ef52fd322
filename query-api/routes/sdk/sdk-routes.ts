import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { closed } from '#schemas/http/fields.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import type { SdkFile } from './sdk-files.ts';

const perAddress = 6_000;
/** How long a page may go on with the build before, after an upgrade. */
const movingSeconds = 300;
const neverChanges = 'public, max-age=31536000, immutable';
const moving = `public, max-age=${movingSeconds}`;
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
      summary:
        'The SDK: recomengine.js, recomengine-<hash>.js, its source map, and recomengine.json, which says the hash',
      params: closed({ file: Type.String({ examples: ['recomengine.js'] }) }),
      answers: { 200: Type.String() },
      produces: 'text/javascript',
      alternatives: { 'application/json': Type.Unknown() },
      async handler(request, reply) {
        const { file } = request.params as { file: string };
        const { newest: current, byHash, map } = await sdk();
        const { hash, integrity } = current;
        if (file === 'recomengine.js') return newest(request, reply);
        reply.header('cache-control', moving);
        if (`/v1/${file}` === mapPath) return reply.type('application/json').send(map);
        if (file === 'recomengine.json')
          return reply.type('application/json').send({ src: `/v1/recomengine-${hash}.js`, integrity });
        const named = byHash.get(/^recomengine-(\w+)\.js$/.exec(file)?.[1] ?? '');
        if (named === undefined)
          throw new Problem(404, `There is no ${file} here: /v1/recomengine.json says what there is.`);
        return send(request, reply, named, neverChanges);
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
