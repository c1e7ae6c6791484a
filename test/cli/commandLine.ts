import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { projectRoot } from '../../src/projectRoot.js'

const cli = path.join(projectRoot, 'dist', 'src', 'cli.js')

export interface Said {
  code: number | null
  out: string
  err: string
  /** The answer of `--json`. */
  json: Record<string, unknown>
}

/** A data directory of its own and the real command line over it, each command in a process of its own. */
export async function openCommandLine() {
  const root = await mkdtemp(path.join(tmpdir(), 'cairn-cli-'))
  const dataDir = path.join(root, 'data')
  const environment = { PATH: process.env['PATH'], DATA_DIR: dataDir, PUBLIC_URL: 'http://localhost:3999' }

  const started: ChildProcess[] = []
  const start = (words: string[], env: Record<string, string> = {}): ChildProcess => {
    const child = spawn(process.execPath, [cli, ...words], { env: { ...environment, ...env }, cwd: root })
    started.push(child)
    return child
  }

  async function run(
    words: string[],
    more: { env?: Record<string, string>; input?: string } = {},
  ): Promise<Said> {
    const child = start(words, more.env)
    child.stdin?.end(more.input ?? '')
    const [out, err, [code]] = await Promise.all([
      text(child.stdout!),
      text(child.stderr!),
      once(child, 'exit') as Promise<[number | null]>,
    ])
    const json: unknown = words.includes('--json') && out.startsWith('{') ? JSON.parse(out) : {}
    return { code, out, err, json: json as Record<string, unknown> }
  }

  return {
    root,
    dataDir,
    environment,
    run,
    start,
    close: async () => {
      for (const child of started) if (child.exitCode === null) child.kill('SIGKILL')
      await rm(root, { recursive: true, force: true })
    },
  }
}

export type CommandLine = Awaited<ReturnType<typeof openCommandLine>>
