import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import Type from 'typebox';
import { closed, literals } from '#schemas/http/fields.ts';
import type { OpenApiDocument } from '#schemas/openapi.ts';
import type { Route } from './route.ts';

const perAddress = 600;
const fileSeconds = 86_400;

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
 * Added to swagger-ui's own style: the background of its dark theme until its script has loaded, header cells that its dark theme leaves dark on
 * dark, and greens and blues with too little contrast to their letters (1.9 to 2.3; WCAG AA asks for 4.5).
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

/** swagger-ui has a dark theme and lets the page switch it on: ours follows the browser's setting, and its changes. What is tried goes to where the page came from: of a proxy in front, which may speak TLS, the document may know nothing. */
const start = `const isDark = matchMedia('(prefers-color-scheme: dark)');
const dress = () => document.documentElement.classList.toggle('dark-mode', isDark.matches);
isDark.addEventListener('change', dress);
dress();
const show = (document) => SwaggerUIBundle({ spec: { ...document, servers: [{ url: '/' }] }, dom_id: '#reference', deepLinking: true, displayRequestDuration: true, persistAuthorization: false, validatorUrl: null });
fetch('/openapi.json').then((answer) => answer.json()).then(show);
`;

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'";

/** The page's files, from the installed package: the page loads nothing from other hosts. */
function readFiles(): Record<string, { type: string; content: string | Buffer }> {
  const folder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  return {
    'start.js': { type: 'text/javascript', content: start },
    'icon.svg': { type: 'image/svg+xml', content: icon },
    'style.css': { type: 'text/css', content: style },
    'swagger-ui-bundle.js': { type: 'text/javascript', content: readFileSync(join(folder, 'swagger-ui-bundle.js')) },
    'swagger-ui.css': { type: 'text/css', content: readFileSync(join(folder, 'swagger-ui.css')) },
  };
}

/** The document with the server it was asked of: clients are made of files, which have no place that `/` could be meant from. */
const servedAt = (document: OpenApiDocument, origin: string): OpenApiDocument => ({
  ...document,
  servers: [{ url: origin, description: 'Where this document was read.' }],
});

/** GET /openapi.json, and GET /reference: a page to try the API on, with its files. */
export function referenceRoutes(documentOf: () => OpenApiDocument): Route[] {
  const files = readFiles();
  let made: { origin: string; json: string } | undefined;
  const base = { method: 'GET', auth: 'public', limit: { perAddress }, tag: 'Contract' } as const;
  return [
    {
      ...base,
      path: '/openapi.json',
      operationId: 'getOpenApiDocument',
      summary: 'This document',
      answers: { 200: Type.Unknown({ description: 'OpenAPI 3.1.' }) },
      produces: 'application/json',
      async handler({ protocol, host }, reply) {
        const origin = `${protocol}://${host}`;
        if (made?.origin !== origin) made = { origin, json: JSON.stringify(servedAt(documentOf(), origin)) };
        return reply.type('application/json').send(made.json);
      },
    },
    {
      ...base,
      path: '/reference',
      summary: 'A page to try it on',
      answers: { 200: Type.String() },
      produces: 'text/html',
      handler: async (_request, reply) =>
        reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8').send(page),
    },
    {
      ...base,
      path: '/reference/:file',
      operationId: 'getReferenceFile',
      summary: 'What the page loads',
      params: closed({ file: literals(Object.keys(files), { description: 'A file.', examples: ['style.css'] }) }),
      answers: { 200: Type.String() },
      produces: 'text/javascript',
      alternatives: { 'text/css': Type.String(), 'image/svg+xml': Type.String() },
      maxAgeSeconds: fileSeconds,
      async handler(request, reply) {
        const { file: name } = request.params as { file: string };
        const file = files[name];
        if (file !== undefined) reply.type(file.type);
        return file?.content;
      },
    },
  ];
}
