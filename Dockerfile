# One image for every process of RecomEngine: `node bin/ingest.ts`, `bin/query-api.ts`, `bin/processors.ts`, and `bin/recomengine.ts` for
# migrate, doctor and the other commands. Node runs the sources as they are, so nothing is built but the SDK and the console. The embedded
# Postgres is left out: this image is for a Postgres and a broker beside it.

# The version of the package `node` in package.json.
FROM node:24.21.0-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
# Optional is the embedded Postgres alone, and only it and the package `node`, which the base image is, have install scripts that matter.
RUN npm ci --omit=dev --omit=optional --ignore-scripts && npm cache clean --force

# The file that shops load, and the pages of the console, built by bundlers that the image is spared.
FROM node:24.21.0-bookworm-slim AS built
WORKDIR /app
COPY package.json package-lock.json .npmrc tsconfig.json ./
RUN npm ci --ignore-scripts && npm cache clean --force
COPY schemas ./schemas
COPY sdk ./sdk
COPY docs ./docs
COPY console ./console
RUN node sdk/build/build.ts && node console/build/build.ts

FROM node:24.21.0-bookworm-slim
ENV NODE_ENV=production \
    RECOMENGINE_HOST=0.0.0.0 \
    RECOMENGINE_PORT=5008 \
    RECOMENGINE_DATA_DIR=/data \
    NODE_COMPILE_CACHE=/data/compile-cache
WORKDIR /app
# Snapshots, archives and what is known of keys. A volume that is mounted here takes over the owner.
RUN install -d -o node -g node /data /data/archive
COPY --from=dependencies /app/node_modules ./node_modules
COPY . .
COPY --from=built /app/sdk/dist ./sdk/dist
COPY --from=built /app/console/.output ./console/.output
# The base image's user `node`, by number, so that an orchestrator sees that it is not root. The sources belong to root.
USER 1000:1000
EXPOSE 5008
# Alive is enough: a broker that is away must not make anybody restart what waits for it. /ready tells of the rest.
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 CMD ["node", "ops/health-check.js"]
# Run it with an init (`docker run --init`, `init: true`): as process 1 it could neither be ended early nor end itself past its deadline.
CMD ["node", "bin/recomengine.ts", "--help"]
