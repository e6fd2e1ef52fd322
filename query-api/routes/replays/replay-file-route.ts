import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import Type from 'typebox';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { tenantOf } from '#runtime/http/tenant-of.ts';
import { ReplayFileQuery, ReplayParams } from '#schemas/http/replays.ts';
import { readReplay } from '#stores/replays/read-replays.ts';
import type { QueryApiDeps } from '../../query-api-deps.ts';
import { noSuchReplay } from './no-such-replay.ts';

/** GET …/replays/:replayId/file?path=…: a file of an export. Only paths that the replay lists are served, so no other file can be asked for. */
export function replayFileRoute({ database, directory, replaysDir }: QueryApiDeps): Route {
  return {
    method: 'GET',
    path: '/api/v1/tenants/:id/replays/:replayId/file',
    auth: 'admin',
    limit: 'none',
    summary: 'Download a file of an export',
    tag: 'Replays',
    params: ReplayParams,
    query: ReplayFileQuery,
    answers: { 200: Type.String({ description: 'The bytes of the file.' }) },
    produces: 'application/octet-stream',
    async handler(request, reply) {
      const { tenantId } = tenantOf(request, directory, 'read');
      const { replayId } = request.params as ReplayParams;
      const { path } = request.query as ReplayFileQuery;
      const replay = await database.scoped({ tenantId }, (client) => readReplay(client, tenantId, replayId));
      if (replay === undefined) throw noSuchReplay();
      const file = replay.files.find((one) => one.path === path);
      if (file === undefined) throw new Problem(404, 'The replay has no such file: its `files` name those it has.');
      const place = join(replaysDir, replay.id, file.path);
      if (!existsSync(place))
        throw new Problem(
          404,
          'The file is not on this machine: the processors that wrote it keep it in their data folder.',
        );
      const fileName = file.path.replaceAll(/[^\w.=-]/g, '_');
      return reply
        .type('application/octet-stream')
        .header('content-disposition', `attachment; filename="${fileName}"`)
        .header('content-length', file.bytes)
        .header('etag', `"${file.sha256}"`)

        .send(createReadStream(place));
    },
  };
}
