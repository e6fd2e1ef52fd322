import type { FastifyRequest } from 'fastify';
import { fileFormats } from '#domain/catalog/files/index.ts';
import type { Scope } from '#domain/scope.ts';
import { dropRest } from '#runtime/http/drop-rest.ts';
import { fromSender } from '#runtime/http/from-sender.ts';
import { Problem } from '#runtime/http/problem.ts';
import type { Route } from '#runtime/http/route.ts';
import { whenNobodyWaits } from '#runtime/http/when-nobody-waits.ts';
import { FileFault } from '#runtime/text/file-fault.ts';
import {
  CatalogFileBody,
  CatalogImportProgress,
  type CatalogImportQuery,
  defaultRetireUpTo,
} from '#schemas/http/catalog-import.ts';
import { fileMediaTypes } from '#schemas/route-contract.ts';
import { DatabaseUnavailable } from '#stores/postgres/classify-error.ts';
import { createImportAccount, type ImportAccount } from '../../catalog-files/import-account.ts';
import { importProducts } from '../../catalog-files/import-products.ts';
import { readFileRows } from '../../catalog-files/read-file-rows.ts';
import { retireMissing } from '../../catalog-files/retire-missing.ts';
import type { IngestDeps } from '../../ingest-deps.ts';
import { contentEncodings, decodeBody } from '../../stream/decode-body.ts';
import { failureOf, type StreamFailure } from '../../stream/failure-of.ts';
import { startProgress } from '../../stream/progress.ts';
import { recordAdminAct } from '../record-admin-act.ts';
import type { CatalogParts, CatalogSurface } from './catalog-surface.ts';

type ImportRouteParts = CatalogParts &
  Pick<IngestDeps, 'logger' | 'now' | 'whenCalm'> & {
    /** Catalogs into which a file goes now: two files at once would each miss what the other brings. */
    importing: Set<Scope>;
  };

/** POST /catalog/import: a file of products, of any size, as other programs write it; answered by lines of progress with every line that is refused. One write for the rate limit. */
export function postImport(parts: ImportRouteParts, surface: CatalogSurface): Route {
  return {
    method: 'POST',
    path: `${surface.path}/import`,
    auth: surface.auth.write,
    limit: 'write',
    operationId: `import${surface.owner}Catalog`,
    summary: 'Send a file of products, as Google, Shopify or WooCommerce have it; plain, gzip or zstd',
    tag: 'Catalog',
    params: surface.params,
    query: surface.importQuery,
    body: CatalogFileBody,
    consumes: fileMediaTypes,
    bodyReader: 'handler',
    answers: { 200: CatalogImportProgress },
    produces: 'application/x-ndjson',
    problems: [409],
    async handler(request, reply) {
      const scope = surface.scopeOf(request, 'write');
      const ended = whenNobodyWaits(reply);
      const input = decodeBody(request.raw, ended);
      if (input === undefined)
        throw new Problem(415, `Send Content-Encoding as one of ${contentEncodings.join(', ')}, or leave it out.`);
      if (parts.importing.has(scope))
        throw new Problem(409, 'Another file goes into this catalog just now: send this one once that is done.');
      const query = request.query as CatalogImportQuery;
      const account = createImportAccount(query.dryRun ?? false);
      const progress = startProgress(account, ({ linesRead }) => linesRead);
      parts.importing.add(scope);
      const bytes = fromSender(input, ended, { bytes: 1_024, inMs: request.server.patience.kibibyteMs });
      const admit = async () => {
        await parts.whenCalm?.();
        ended.throwIfAborted();
        await request.admitAgain();
        // An admin's token outlives the tenant: suspended or deleted, it takes nothing more.
        surface.scopeOf(request, 'write');
      };
      importFile(parts, request, scope, { bytes, admit }, query, account)
        .then(
          () => progress.end(),
          (error: unknown) => {
            const failure = failureOfFile(error);
            if (failure.isOurs) parts.logger.error({ err: error }, 'an import of a catalog file ended early');
            dropRest(request.raw);
            progress.end(failure);
          },
        )
        .finally(() => parts.importing.delete(scope));
      reply.header('content-type', 'application/x-ndjson').header('cache-control', 'no-store');
      return reply.send(progress.body);
    },
  };
}

async function importFile(
  parts: ImportRouteParts,
  request: FastifyRequest,
  scope: Scope,
  { bytes, admit }: { bytes: AsyncIterable<Buffer>; admit: () => unknown },
  query: CatalogImportQuery,
  account: ImportAccount,
): Promise<void> {
  const begunMs = parts.now();
  const format = fileFormats[query.format];
  const idColumn = query.idColumn === undefined ? format.idColumn : format.columnName(query.idColumn);
  const { dryRun = false, full = false, retireUpTo = defaultRetireUpTo, encoding } = query;
  const rows = readFileRows(bytes, format, { idColumn, encoding });
  const options = { format, idColumn, dryRun, nowMs: begunMs, admit };
  try {
    const seen = await importProducts(parts, scope, rows, options, account);
    if (full) await retireMissing(parts, scope, seen, { begunMs, retireUpTo, dryRun, admit }, account);
  } finally {
    const { created, updated, pending, rejected, retired } = account.totals();
    const detail = { format: query.format, created, updated, pending, rejected, retired };
    if (!dryRun && created + updated + pending > 0)
      await recordAdminAct(parts, request, { action: 'catalog.uploaded', detail });
  }
}

const again = 'what is settled stays, send the file again';

function failureOfFile(error: unknown): StreamFailure {
  if (error instanceof FileFault) return { message: error.message, isOurs: false };
  if (error instanceof Problem) return { message: `${error.message} Until then ${again}.`, isOurs: false };
  if (error instanceof DatabaseUnavailable)
    return { message: `The database does not answer just now: ${again}.`, isOurs: true };
  return failureOf(error, again, again);
}
