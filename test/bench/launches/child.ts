import { existsSync, readFileSync } from 'node:fs'

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
  /** Resident memory that is the process's own; files of the store mapped into it are not: the kernel takes those back. */
  own: number
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
  return { processorMs: (user + system) / 1000, heap: heapUsed + external, own: ownMemory() ?? rss }
}

/** Resident memory without mapped files, in bytes; null where the system does not tell (Linux does). */
function ownMemory(): number | null {
  if (!existsSync('/proc/self/status')) return null
  const [, kilobytes] = /RssAnon:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8')) ?? []
  return kilobytes === undefined ? null : Number(kilobytes) * 1024
}
