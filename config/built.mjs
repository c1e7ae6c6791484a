// Builds once when there is no build yet, so that `npm start` and `npm run cairn` work straight after `npm ci`.
import { existsSync } from 'node:fs'
import { spawnSync } from 'node:child_process'

if (!existsSync(new URL('../dist/src/server.js', import.meta.url))) {
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    stdio: ['ignore', 'inherit', 'inherit'],
    cwd: new URL('..', import.meta.url),
  })
  process.exitCode = status ?? 1
}
