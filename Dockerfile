# The bot without Laf: `npm run serve` in a container, without the development tools.
# The commands were run by hand and test/image.test.ts runs their result; no container engine has built the image yet.

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
# The files of the embedded database, which is used without DB_URI: mount a volume to keep them.
RUN mkdir .data && chown node:node . .data
USER node
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=3s --start-period=15s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/_/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# Node itself, not npm, so that it gets SIGTERM: the bot then finishes answers in progress, for up to 10 seconds.
CMD ["node", "playground/serve.js"]
