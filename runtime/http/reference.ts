import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { OpenApiDocument } from '#schemas/openapi.ts';

/** Served from the package beside us: the page asks nobody else. */
const assets = { 'swagger-ui-bundle.js': 'text/javascript', 'swagger-ui.css': 'text/css' } as const;
const assetSeconds = 86_400;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" rx="4" fill="#14734f"/><path d="M4 11l3-4 2 2 3-4" fill="none" stroke="#fff" stroke-width="1.6"/></svg>
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>RecomEngine API</title>
<link rel="icon" href="/reference/icon.svg">
<link rel="stylesheet" href="/reference/swagger-ui.css">
<link rel="stylesheet" href="/reference/style.css">
</head>
<body>
<div id="reference"></div>
<script src="/reference/swagger-ui-bundle.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`;

/**
 * Beside swagger-ui's own: the ground of its dark theme before its script has come, header cells that its dark theme leaves dark on
 * dark, and greens and blues with too little contrast to their letters (1.9 to 2.3, where WCAG AA wants 4.5).
 */
const style = `body { margin: 0; }
@media (prefers-color-scheme: dark) { html { background: #1c2022; } }
.dark-mode .swagger-ui .headers .header-col, .dark-mode .swagger-ui .headers td { color: #e4e6e6; }
.swagger-ui .opblock .opblock-summary-method { color: #10161a; text-shadow: none; }
html:not(.dark-mode) .swagger-ui .btn.authorize { border-color: #14734f; color: #14734f; }
/* No answer of ours has links, and their column is what does not fit a narrow window. */
.swagger-ui .response-col_links { display: none; }
html:not(.dark-mode) .swagger-ui .btn.execute { background: #1f6fc2; border-color: #1f6fc2; }
`;

/** swagger-ui has a dark theme and leaves it to the page when: as the browser is set, also when that changes. */
const start = `const isDark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', isDark.matches);
isDark.addEventListener('change', dress);
dress();
SwaggerUIBundle({ url: '/openapi.json', dom_id: '#reference', deepLinking: true, displayRequestDuration: true, persistAuthorization: false, validatorUrl: null });
`;

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
  app.get('/reference/icon.svg', async (_request, reply) => reply.type('image/svg+xml').send(icon));
  app.get('/reference/style.css', async (_request, reply) => reply.type('text/css').send(style));
  for (const [name, type] of Object.entries(assets)) {
    const bytes = readFileSync(join(folder, name));
    app.get(`/reference/${name}`, async (_request, reply) =>
      reply.header('cache-control', `max-age=${assetSeconds}`).type(type).send(bytes),
    );
  }
}
