import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Agent, request } from 'undici'
import { loadConfig } from '../../src/config.js'
import { scoreBody } from '../../src/lti/scores.js'
import { below } from '../../src/lti/serviceCall.js'
import { cast } from '../../src/practiceLms/cast.js'
import { startTool, type Tool } from '../../src/tool.js'
import { freePort } from '../support/world.js'
import { rounded, type Measure } from './measure.js'
import type { LmsCounts, LmsPlace, LmsWish } from './scores/lmsProcess.js'
import { seat, type Seats } from './scores/seats.js'

const PEOPLE = 110
const ASSIGNMENTS = 12
/** Connections of the plain client: more than the LMS can serve at once. */
const CONNECTIONS = 16

/**
 * A course's scores, all at once, through the real outbox and sender to a practice LMS in a process of its own;
 * against the same number of posts by a client that does nothing else.
 */
export async function benchScores(): Promise<Measure[]> {
  return [...(await flush('moodle')), ...(await flush('canvas'))]
}

async function flush(personality: LmsWish['personality']): Promise<Measure[]> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'cairn-bench-'))
  const config = loadConfig(
    { PORT: String(await freePort()), DATA_DIR: dataDir, ALLOW_PRIVATE_NETWORKS: '1', LOG_LEVEL: 'warn' },
    dataDir,
  )
  const tool = await startTool(config, { jobs: false })
  const lms = fork(fileURLToPath(new URL('./scores/lmsProcess.js', import.meta.url)))
  try {
    const place = await ask<LmsPlace>(lms, { personality, toolUrl: tool.url, assignments: ASSIGNMENTS })
    const seats = await seat(tool.services, place, personality, PEOPLE + 1)
    return await measure(tool, lms, place, seats, personality)
  } finally {
    lms.disconnect()
    await once(lms, 'exit')
    await tool.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

async function measure(
  tool: Tool,
  lms: ChildProcess,
  place: LmsPlace,
  seats: Seats,
  personality: string,
): Promise<Measure[]> {
  const count = PEOPLE * ASSIGNMENTS
  const [last] = seats.people.slice(PEOPLE)
  if (last) await queue(tool, seats, [last])
  await tool.services.sendDue()
  const { token } = await ask<LmsCounts>(lms, 'counts')
  const before = await plainPosts(place, token, 60_000)

  await queue(tool, seats, seats.people.slice(0, PEOPLE))
  const began = performance.now()
  await tool.services.sendDue()
  const seconds = (performance.now() - began) / 1000
  const open = await tool.services.scores.openCount()

  const after = await plainPosts(place, token, 0)
  const { tokenRequests, graded } = await ask<LmsCounts>(lms, 'counts')
  if (open > 0 || graded < count) throw new Error(`${String(open)} scores are still on their way`)
  const limit = Math.max(before, after)
  const name = (what: string) => `${what}, ${personality}`
  return [
    {
      name: name(`the LMS's own limit, ${String(CONNECTIONS)} connections`),
      value: Math.round(limit),
      unit: 'posts/s',
    },
    {
      name: name(`${count.toLocaleString('en')} scores sent`),
      value: Math.round(count / seconds),
      unit: 'scores/s',
      against: 'plain posts',
      ratio: rounded(count / seconds / limit),
    },
    { name: name('access tokens asked for'), value: tokenRequests, unit: 'requests' },
  ]
}

/** Puts one final score per assignment of each of these people into the outbox. */
async function queue(tool: Tool, seats: Seats, people: readonly string[]): Promise<void> {
  const at = new Date(tool.services.clock.now().getTime() - 30_000)
  for (const personId of people)
    await Promise.all(
      seats.assignments.map((assignmentId) =>
        tool.services.scores.enqueue({
          key: `bench:${personId}:${assignmentId}`,
          institutionId: seats.institutionId,
          cohortId: seats.cohortId,
          assignmentId,
          personId,
          kind: 'finalised',
          at,
          score: { given: 75, maximum: 100 },
          comment: 'Three of four criteria are met. Show how a family took part, and send it again.',
          submittedAt: new Date(at.getTime() - 86_400_000),
          submissionPath: `/submissions/${personId}`,
        }),
      ),
    )
}

/** Posts the same scores with nothing around them, said to be of a moment ago, since an LMS takes only newer ones. Answers posts per second. */
async function plainPosts(place: LmsPlace, token: string, agoMs: number): Promise<number> {
  const agent = new Agent({ connections: CONNECTIONS })
  const timestamp = new Date(Date.now() - agoMs)
  const jobs = cast.educators.slice(0, PEOPLE).flatMap(({ key }) =>
    place.assignments.map(({ lineItemUrl }) => ({
      url: below(lineItemUrl, 'scores'),
      body: JSON.stringify(
        scoreBody({
          registrationId: '',
          deploymentId: '',
          lineItemUrl,
          userId: place.userIds[key] ?? '',
          timestamp,
          scoreGiven: 75,
          scoreMaximum: 100,
          activityProgress: 'Submitted',
          gradingProgress: 'FullyGraded',
          comment: 'Three of four criteria are met. Show how a family took part, and send it again.',
        }),
      ),
    })),
  )
  const total = jobs.length
  const headers = {
    'user-agent': 'bench',
    authorization: `Bearer ${token}`,
    'content-type': 'application/vnd.ims.lis.v1.score+json',
  }
  const began = performance.now()
  const worker = async () => {
    for (let job = jobs.pop(); job; job = jobs.pop()) {
      const answer = await request(job.url, { method: 'POST', dispatcher: agent, headers, body: job.body })
      const text = await answer.body.text()
      if (answer.statusCode !== 200) throw new Error(`the LMS said ${String(answer.statusCode)} ${text}`)
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, worker))
  const seconds = (performance.now() - began) / 1000
  await agent.close()
  return total / seconds
}

async function ask<T>(child: ChildProcess, message: LmsWish | 'counts'): Promise<T> {
  const answer = once(child, 'message')
  child.send(message)
  return ((await answer) as [T])[0]
}
