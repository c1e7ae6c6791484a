import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import mongoose from 'mongoose'
import { fixedClock } from '../../src/clock/clock.js'
import { cast } from '../../src/practiceLms/cast.js'
import { startWorld, type World } from '../support/world.js'
import { rounded, type Measure } from './measure.js'

const MEMBERS = 10_000
const MB = 1_048_576
const enrolled = [...cast.facilitators, ...cast.assessors, ...cast.educators]
/** How often the memory is looked at while a reading runs. */
const LOOK_MS = 1_000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

/**
 * A roster of 10,000 read into the store page by page: how fast, how far the memory rises meanwhile (against taking the whole
 * list in one piece), and what a day without news writes. The practice LMS, the tool and the store share the process, so the
 * figures are of all three together.
 */
export async function benchRoster(): Promise<Measure[]> {
  const clock = fixedClock(new Date())
  const world = await startWorld({ personality: 'canvas', clock })
  try {
    await world.launch(cast.facilitators[0]?.key ?? '')
    const { roster } = world.tool.services.cohorts
    await asked(world)
    await roster.readDue()
    world.lms.enrolStrangers(MEMBERS - enrolled.length)
    clock.advance(25 * 3_600_000)
    const paged = await rise(world, () => roster.readDue())
    const { read, failed } = (await stateOf(world)) ?? {}
    if (read?.listed !== MEMBERS)
      throw new Error(`${String(read?.listed)} members were read: ${failed?.reason ?? ''}`)
    clock.advance(25 * 3_600_000)
    const quiet = await countWrites(() => roster.readDue())
    const whole = await rise(world, () => wholeList(world))
    return [
      {
        name: `roster: ${String(MEMBERS)} members read and stored`,
        value: Math.round(MEMBERS / paged.seconds),
        unit: 'members/s',
      },
      {
        name: 'roster: heap at its highest above the start',
        value: rounded(paged.peak / MB),
        unit: 'MB',
        against: 'the whole list at once',
        ratio: rounded(paged.peak / whole.peak),
      },
      { name: 'roster: heap kept afterwards', value: rounded(paged.kept / MB), unit: 'MB' },
      {
        name: 'roster: resident memory at its highest above the start',
        value: rounded(paged.resident / MB),
        unit: 'MB',
      },
      { name: 'roster: the same list a day later, without news', value: rounded(quiet.seconds), unit: 's' },
      { name: 'roster: writes to people and enrolments on that day', value: quiet.writes, unit: 'writes' },
    ]
  } finally {
    await world.close()
  }
}

/** The launch asks for the roster in the background: until it has, nothing is due. */
async function asked(world: World): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    if (await stateOf(world)) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error('the launch did not ask for the roster')
}

async function stateOf(world: World) {
  const { cohorts } = world.tool.services
  const [cohort] = await cohorts.list(world.institutionId)
  return cohort && cohorts.roster.state(cohort)
}

interface Rise {
  /** Bytes of live objects, and of memory the process held, at their highest above the start. */
  peak: number
  resident: number
  /** Bytes of live objects afterwards above the start. */
  kept: number
  seconds: number
}

/** How far the memory rose while something ran. Garbage is collected before each look, so that only what is held counts. */
async function rise(world: World, work: () => Promise<unknown>): Promise<Rise> {
  collect()
  const start = process.memoryUsage()
  let peak = 0
  let resident = 0
  const look = () => {
    const { rss } = process.memoryUsage()
    // What the practice LMS notes of each request is not the tool's.
    world.lms.clearRequests()
    collect()
    resident = Math.max(resident, rss - start.rss)
    peak = Math.max(peak, process.memoryUsage().heapUsed - start.heapUsed)
  }
  const timer = setInterval(look, LOOK_MS)
  const began = performance.now()
  await work()
  const seconds = (performance.now() - began) / 1000
  look()
  clearInterval(timer)
  return { peak, resident, kept: Math.max(0, process.memoryUsage().heapUsed - start.heapUsed), seconds }
}

/** What a reader without pages holds: every member of the list, and all that the store knows of them. */
async function wholeList(world: World): Promise<void> {
  const { services } = world.tool
  const [cohort] = await services.cohorts.list(world.institutionId)
  if (!cohort?.rosterUrl) throw new Error('the course has no roster')
  const { registrationId, deploymentId } = cohort
  const members = []
  let page: 'first' | 'further' = 'first'
  for (let url: string | null = cohort.rosterUrl; url; page = 'further') {
    const answer = await services.lti.roster({ registrationId, deploymentId, url, page })
    if (!answer.ok) throw new Error('the roster could not be read')
    members.push(...answer.value.members)
    url = answer.value.next
  }
  const told = members.map(({ sub, name = null, email = null }) => ({ sub, name, email }))
  const known = await services.people.meetMany(cohort, told)
  await new Promise((resolve) => setTimeout(resolve, 2 * LOOK_MS))
  if (known.size !== members.length) throw new Error('the roster changed meanwhile')
}

/** How many write commands reached the collections of people while something ran, and how long it took. */
async function countWrites(work: () => Promise<unknown>): Promise<{ writes: number; seconds: number }> {
  const watched = new Set(['people', 'platformIdentities', 'enrolments'])
  let writes = 0
  mongoose.set('debug', (collection: string, method: string) => {
    if (watched.has(collection) && /insert|update|bulk|delete|modify|replace/i.test(method)) writes += 1
  })
  const began = performance.now()
  try {
    await work()
  } finally {
    mongoose.set('debug', false)
  }
  return { writes, seconds: (performance.now() - began) / 1000 }
}
