/** What a child process is told first: the addresses of the platform that launches it. */
export interface PlatformAddresses {
  issuer: string
  clientId: string
  jwksUrl: string
  authUrl: string
  tokenUrl: string
}

/** What the process has used: processor time in milliseconds, memory in bytes. */
export interface Usage {
  processorMs: number
  heap: number
  rss: number
}

/** The child's side: starts a tool with the platform it is told of, says where it is, and tells what it uses whenever it is asked. */
export function serveParent(
  start: (platform: PlatformAddresses) => Promise<{ url: string; close(): Promise<void> }>,
): void {
  process.once('message', (platform: PlatformAddresses) => {
    void start(platform).then(({ url, close }) => {
      process.on('message', () => process.send?.(usage()))
      process.once('disconnect', () => void close().then(() => process.exit(0)))
      process.send?.({ url })
    })
  })
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  // Twice: what the first collection frees may let go of more.
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external, rss } = process.memoryUsage()
  return { processorMs: (user + system) / 1000, heap: heapUsed + external, rss }
}
