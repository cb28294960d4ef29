# The bot without Laf: `npm run serve` in a container, without the tools.
# Every command here was run by hand; the image itself was not built: no container engine was at hand.

FROM node:22-slim AS build
WORKDIR /src
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run image
WORKDIR /src/dist/image
RUN npm ci --omit=dev --no-audit --no-fund

FROM node:22-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8000
WORKDIR /app
COPY --from=build --chown=node:node /src/dist/image ./
# Where the embedded database keeps its files when there is no DB_URI: mount a volume to keep them.
RUN mkdir .data && chown node:node . .data
USER node
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/_/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm, so that SIGTERM arrives: the bot then finishes what it has in hand, for up to 10 seconds.
CMD ["node", "playground/serve.js"]
