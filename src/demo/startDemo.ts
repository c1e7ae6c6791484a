import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { loadConfig, type Config } from '../config.js'
import { operator } from '../audit/actor.js'
import { createPracticeLms, type PracticeLms } from '../practiceLms/practiceLms.js'
import type { Services } from '../services.js'
import { startTool, type Tool } from '../tool.js'
import { writeActivity } from './activity.js'
import { writeFairness } from './apart.js'
import { makeAssessors } from './assessors.js'
import { writeCoaching } from './coaching.js'
import { writeChanges } from './changes.js'
import { makeCourse } from './course.js'
import { writeCourseGrades } from './courseGrades.js'
import { createDemoClock } from './demoClock.js'
import { writeLedger } from './ledger.js'
import { writeNorming } from './norming.js'
import { makePlace, type DemoPlace } from './place.js'
import { writePortfolio } from './portfolio.js'
import { writeTogether } from './together.js'
import { writeWorkshop } from './workshop.js'

export interface Demo {
  tool: Tool
  lms: PracticeLms
  place: DemoPlace
  toolUrl: string
  lmsUrl: string
  close(): Promise<void>
}

export interface DemoOptions {
  dataDir: string
  toolPort: number
  lmsPort: number
  /** Start over, whatever is there. */
  reset?: boolean
  environment?: NodeJS.ProcessEnv
  /** Told once, before the long part of a first start. */
  onWriting?: () => void
}

/**
 * Starts the tool and the practice LMS side by side, with an institution, a catalogue and a course that is seven
 * weeks old. The second start in the same directory finds everything as it was left. Rejects like `startTool`.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { dataDir } = options
  // Says that the story so far was written to its end; a first start that was cut short begins again.
  const written = path.join(dataDir, 'written')
  if (options.reset || !existsSync(written)) await rm(dataDir, { recursive: true, force: true })
  const config = loadConfig({
    LOG_LEVEL: 'warn',
    ...options.environment,
    NODE_ENV: 'development',
    PORT: String(options.toolPort),
    PUBLIC_URL: '',
    DATA_DIR: dataDir,
    ALLOW_PRIVATE_NETWORKS: '1',
    MONGODB_URI: '',
  })
  const lmsUrl = `http://127.0.0.1:${String(options.lmsPort)}`
  const lms = await createPracticeLms({
    issuer: lmsUrl,
    personality: 'moodle',
    dataFile: path.join(dataDir, 'practice-lms.json'),
  })
  try {
    await lms.listen(options.lmsPort)
    if (!existsSync(written)) {
      options.onWriting?.()
      await writeStory(config, lms)
      await writeFile(written, '')
    }
    const tool = await startTool(config)
    const place = await makePlace(tool.services, lms, config.publicUrl)
    const close = async () => {
      await lms.close()
      await tool.close()
    }
    return { tool, lms, place, toolUrl: config.publicUrl, lmsUrl, close }
  } catch (error) {
    await lms.close()
    throw error
  }
}

/** The pool and its benchmarks are a little older than the course. */
const BEFORE_THE_COURSE = 60 * 24 * 3600 * 1000

/** The seven weeks so far, in one go: nothing waits for the disk, because a story cut short is written again. */
async function writeStory(config: Config, lms: PracticeLms): Promise<void> {
  const clock = createDemoClock()
  const tool = await startTool(config, { clock, jobs: false, durable: false })
  try {
    const place = await makePlace(tool.services, lms, config.publicUrl)
    await scoreOftenTwice(tool.services, place.institutionId)
    const course = await makeCourse(tool.services, lms, place)
    await writeWorkshop(tool.services, place)
    clock.setTo(new Date(clock.now().getTime() - BEFORE_THE_COURSE))
    await makeAssessors(tool.services, course, place)
    clock.release()
    await writeActivity(tool.services, course, clock, clock.now())
    await writeChanges(tool.services, course, clock)
    await writeNorming(tool.services, course, clock, clock.now())
    await writeLedger(tool.services, course, place)
    await writeCoaching(tool.services, course)
    await writeCourseGrades(tool.services, lms, course)
    await writeTogether(tool.services, course)
    await writeFairness(tool.services, course)
    await writePortfolio(tool.services, course)
  } finally {
    await tool.close()
  }
}

/** More than is usual, so that a course of seven weeks has figures to show. */
async function scoreOftenTwice({ institutions }: Services, institutionId: string): Promise<void> {
  const { settings } = await institutions.get(operator, institutionId)
  await institutions.changeSettings(operator, institutionId, { ...settings, scoredTwicePercent: 60 })
}
