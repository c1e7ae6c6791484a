import { createServer, type RequestListener, type Server } from 'node:http'

/** A server that waits as long for slow lines as people need, and no longer for those who only hold a connection. */
export function httpServer(listener: RequestListener): Server {
  const server = createServer(listener)
  server.headersTimeout = 20_000
  server.requestTimeout = 30 * 60_000
  // Longer than browsers and proxies keep an idle connection (nginx: 60 s). If we hung up first, a form that is just
  // then being sent would be lost, and nobody sends a POST again by themselves (RFC 9110 §9.2.2).
  server.keepAliveTimeout = 75_000
  return server
}
