import path from 'node:path'
import { ConfigProblems } from './config.js'
import { StoreInUse } from './database/embedded/index.js'
import { demoAssessor } from './demo/assessors.js'
import { demoStaff } from './demo/place.js'
import { demoAuthor } from './demo/workshop.js'
import { startDemo, type Demo } from './demo/startDemo.js'
import { cast } from './practiceLms/cast.js'

/** `npm run demo`, with `--reset` to start over. */
async function main(): Promise<void> {
  const demo = await startDemo({
    dataDir: path.resolve('data', 'demo'),
    toolPort: Number(process.env['PORT'] ?? 3000),
    lmsPort: 3001,
    reset: process.argv.includes('--reset'),
    environment: process.env,
    onWriting: () => process.stdout.write('Writing seven weeks of a course; this takes a moment…\n'),
  })
  process.stdout.write(greeting(demo))
  const stop = () => {
    void demo.close().then(() => process.exit(0))
  }
  process.once('SIGINT', stop)
  process.once('SIGTERM', stop)
}

function greeting({ toolUrl, lmsUrl }: Demo): string {
  const [arabic, english] = cast.educators
  return `
  Cairn is ready.

  1. The course page (practice LMS)   ${lmsUrl}
     Choose a person, then open an assignment:
       educator     ${english?.name ?? ''}, or in Arabic ${arabic?.name ?? ''}
       assessor     ${cast.assessors[0]?.name ?? ''}
       facilitator  ${cast.facilitators[0]?.name ?? ''}

  2. The institution console          ${toolUrl}/admin
       e-mail       ${demoStaff.email}
       password     ${demoStaff.password}
       or as an author of micro-credentials: ${demoAuthor.email}, same password

  3. An assessor without the LMS       ${toolUrl}/assess/sign-in
       e-mail       ${demoAssessor.email}
       password     ${demoAssessor.password}

  Anyone can check a badge at         ${toolUrl}/verify
  Ctrl-C stops the demo and keeps its data; npm run demo -- --reset starts over.

`
}

function portTaken(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

try {
  await main()
} catch (error) {
  const known = error instanceof ConfigProblems || error instanceof StoreInUse || portTaken(error)
  if (!known) throw error
  process.stderr.write(`${error.message}\n`)
  process.exit(1)
}
