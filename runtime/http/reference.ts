import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { OpenApiDocument } from '#schemas/openapi.ts';

/** Served from the package beside us: the page asks nobody else. */
const assets = { 'swagger-ui-bundle.js': 'text/javascript', 'swagger-ui.css': 'text/css' } as const;
const assetSeconds = 86_400;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>RecomEngine API</title>
<link rel="stylesheet" href="/reference/swagger-ui.css">
<style>@media (prefers-color-scheme: dark) { body { background: #1b1b1b; } .swagger-ui { filter: invert(0.88) hue-rotate(180deg); } }</style>
</head>
<body>
<div id="reference"></div>
<script src="/reference/swagger-ui-bundle.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, displayRequestDuration: true, persistAuthorization: false, validatorUrl: null });\n`;

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** GET /openapi.json, and GET /reference: a page to try it on. */
export function registerReference(app: FastifyInstance, document: OpenApiDocument): void {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const json = JSON.stringify(document);
  app.get('/openapi.json', async (_request, reply) => reply.type('application/json').send(json));
  app.get('/reference', async (_request, reply) =>
    reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8').send(page),
  );
  app.get('/reference/start.js', async (_request, reply) => reply.type('text/javascript').send(start));
  for (const [name, type] of Object.entries(assets)) {
    const bytes = readFileSync(join(folder, name));
    app.get(`/reference/${name}`, async (_request, reply) =>
      reply.header('cache-control', `max-age=${assetSeconds}`).type(type).send(bytes),
    );
  }
}
