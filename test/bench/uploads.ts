import { fork, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { filmOf, sendInterrupted } from '../submissions/film.js'
import { senderFor, type Sender } from '../submissions/sender.js'
import { Visitor } from '../support/visitor.js'
import { rounded, type Measure } from './measure.js'

interface Course {
  origin: string
  assignmentId: string
  slotId: string
}

/** Memory of a process in MB (Linux: resident set; `peak` the most it ever was). */
function memory(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8')
  const of = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? NaN) / 1_000
  return { now: of('VmRSS'), peak: of('VmHWM') }
}

/** Looks at a process's memory twice a second until it is stopped: how far it drifts from the first third of the time to the last. */
function watchMemory(pid: number): { stop(): number } {
  const seen: number[] = []
  const timer = setInterval(() => seen.push(memory(pid).now), 500)
  const middle = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
  return {
    stop() {
      clearInterval(timer)
      const third = Math.floor(seen.length / 3)
      return middle(seen.slice(-third)) - middle(seen.slice(0, third))
    },
  }
}

async function inCourse<T>(
  educators: number,
  work: (course: Course, child: ChildProcess) => Promise<T>,
): Promise<T> {
  const script = fileURLToPath(new URL('./uploads/course.js', import.meta.url))
  const child = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  try {
    child.send({ educators })
    const [course] = (await once(child, 'message')) as [Course]
    return await work(course, child)
  } finally {
    child.disconnect()
    await once(child, 'exit')
  }
}

async function senderOf({ origin, assignmentId, slotId }: Course, index: number): Promise<Sender> {
  const visitor = new Visitor()
  await visitor.open(`${origin}/sign-in/inst-1/educator-${String(index)}`)
  const page = await visitor.open(`${origin}/assignments/${assignmentId}`)
  return senderFor(visitor, await visitor.submit(page, 'form[action$="/submissions"]'), slotId)
}

/** The hash of what stands in the slot, read back over HTTP. */
async function standing(sender: Sender, { origin, assignmentId }: Course): Promise<string> {
  const page = await (
    await sender.ask('GET', `${origin}/assignments/${assignmentId}`, { accept: 'text/html' })
  ).text()
  const hash = createHash('sha256')
  const answer = await sender.ask('GET', /\/evidence\/[\w-]{36}/.exec(page)?.[0] ?? '')
  for await (const chunk of answer.body ?? []) hash.update(chunk as Uint8Array)
  return hash.digest('hex')
}

/** One film over a line that breaks twenty times: whether it came whole, how fast, and what memory it took at most. */
const broken = (bytes: number) =>
  inCourse(1, async (course, child) => {
    const film = filmOf(bytes)
    const sender = await senderOf(course, 0)
    const before = memory(child.pid ?? 0)
    const watch = watchMemory(child.pid ?? 0)
    const began = performance.now()
    const { url } = await sendInterrupted(sender, film, { name: 'lesson.mp4', times: 20 })
    let answer = await sender.attach(url)
    while (answer.status === 202) answer = await sender.attach(url)
    const seconds = (performance.now() - began) / 1_000
    const drift = watch.stop()
    const after = memory(child.pid ?? 0)
    const identical = answer.status === 200 && (await standing(sender, course)) === film.sha256()
    return { identical, seconds, growth: after.peak - before.now, drift, bytes: film.bytes }
  })

/** A film of 100 MB and one of 2 GB over a line that breaks twenty times, and two hundred films of 5 MB at once. */
export async function benchUploads(): Promise<Measure[]> {
  const small = await broken(100_000_000)
  const large = await broken(2_000_000_000)
  const many = await inCourse(200, async (course) => {
    const senders = await Promise.all(Array.from({ length: 200 }, (_, index) => senderOf(course, index)))
    const began = performance.now()
    const sent = await Promise.all(
      senders.map(async (sender, index) => {
        const film = filmOf(5_000_000 + index)
        const { url } = await sendInterrupted(sender, film, { name: `film-${String(index)}.mp4`, times: 0 })
        const answer = await sender.attach(url)
        return { sender, film, ok: answer.status === 200 }
      }),
    )
    const seconds = (performance.now() - began) / 1_000
    let lost = 0
    for (const { sender, film, ok } of sent)
      if (!ok || (await standing(sender, course)) !== film.sha256()) lost += 1
    return { seconds, lost }
  })
  return [
    { name: '2 GB interrupted 20 times: byte-identical', value: large.identical ? 1 : 0, unit: 'yes = 1' },
    {
      name: '100 MB interrupted 20 times: growth of the tool’s memory, peak',
      value: rounded(small.growth),
      unit: 'MB',
    },
    {
      name: '2 GB interrupted 20 times: growth of the tool’s memory, peak',
      value: rounded(large.growth),
      unit: 'MB',
      against: '100 MB interrupted 20 times',
      ratio: large.growth / small.growth,
    },
    {
      name: '2 GB interrupted 20 times: drift of its memory from the first third to the last',
      value: rounded(large.drift),
      unit: 'MB',
    },
    {
      name: '2 GB interrupted 20 times: sent, checked and kept',
      value: rounded(large.bytes / 1e6 / large.seconds),
      unit: 'MB/s',
    },
    { name: '200 × 5 MB at once: lost', value: many.lost, unit: 'files' },
    {
      name: '200 × 5 MB at once: sent, checked and kept',
      value: rounded(1_001 / many.seconds),
      unit: 'MB/s',
    },
  ]
}
