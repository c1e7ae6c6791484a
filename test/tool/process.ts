import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { projectRoot } from '../../src/projectRoot.js'

/** `npm start` as a process of its own, with nothing of our environment but the path. */
export interface Started {
  process: ChildProcess
  output(): string
  errors(): string
  /** Resolves once it says it is ready; rejects with what it wrote when it ends before. */
  ready(): Promise<void>
  /** Exit code; null when a signal ended it. */
  ended(): Promise<number | null>
}

/** Starts the tool with these settings and no others. */
export function startServer(settings: Record<string, string>, cwd = os.tmpdir()): Started {
  const child = spawn(process.execPath, [path.join(projectRoot, 'dist', 'src', 'server.js')], {
    cwd,
    env: { PATH: process.env['PATH'], ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stdout.on('data', (part) => (output += String(part)))
  child.stderr.on('data', (part) => (errors += String(part)))
  const closed = once(child, 'close')
  return {
    process: child,
    output: () => output,
    errors: () => errors,
    ready: () =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (output.includes('Cairn is ready')) resolve()
        }
        child.stdout.on('data', look)
        void closed.then(() => {
          reject(new Error(`it ended: ${errors}`))
        })
        look()
      }),
    ended: async () => {
      await closed
      return child.exitCode
    },
  }
}

/** A directory that is gone when the returned function is called. */
export function scratchDirectory(): { dir: string; remove: () => void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'cairn-start-'))
  return {
    dir,
    remove: () => {
      rmSync(dir, { recursive: true, force: true })
    },
  }
}
