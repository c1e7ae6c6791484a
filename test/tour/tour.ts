import { mkdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { startDemo, type Demo } from '../../src/demo/startDemo.js'
import { demoStaff } from '../../src/demo/place.js'
import { operator } from '../../src/identity/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { projectRoot } from '../../src/projectRoot.js'
import { openBrowser } from '../support/browser.js'

/**
 * `npm run tour`: takes every main page of a fresh demo at 1280 and 390 px, in English and Arabic, light (and a few
 * dark) into `test/tour/images`, and one contact sheet of them all. `npm run tour -- WORD` takes only pages whose
 * name contains the word.
 */
interface Stop {
  name: string
  /** Who looks; nobody for public pages. */
  person?: string
  staff?: boolean
  path(demo: Demo, places: Places): string
}

interface Places {
  cohort: string
  assignments: Record<string, string>
  submissions: Record<string, string>
  award: string
  achievement: string
}

const educator = cast.educators[1]?.key ?? ''
const facilitator = cast.facilitators[0]?.key ?? ''
const assessor = cast.assessors[0]?.key ?? ''

const stops: Stop[] = [
  { name: 'educator-home', person: educator, path: (_, { cohort }) => `/cohorts/${cohort}` },
  { name: 'educator-before', person: educator, path: (_, { assignments }) => `/assignments/${assignments[0] ?? ''}` },
  { name: 'educator-again', person: 'notYet', path: (_, { submissions }) => `/submissions/${submissions['tryAgain'] ?? ''}` },
  { name: 'educator-writing', person: 'begun', path: (_, { submissions }) => `/submissions/${submissions['inProgress'] ?? ''}` },
  { name: 'educator-earned', person: 'earned', path: (_, { submissions }) => `/submissions/${submissions['earned'] ?? ''}` },
  { name: 'facilitator-monday', person: facilitator, path: (_, { cohort }) => `/cohorts/${cohort}` },
  { name: 'facilitator-mapping', person: facilitator, path: (_, { cohort }) => `/cohorts/${cohort}/mapping` },
  { name: 'facilitator-scores', person: facilitator, path: (_, { cohort }) => `/cohorts/${cohort}/score-posts` },
  { name: 'facilitator-people', person: facilitator, path: (_, { cohort }) => `/cohorts/${cohort}/people` },
  { name: 'assessor-queue', person: assessor, path: (_, { cohort }) => `/cohorts/${cohort}/queue` },
  { name: 'assessor-work', person: assessor, path: (_, { submissions }) => `/submissions/${submissions['submitted'] ?? ''}` },
  { name: 'award', path: (_, { award }) => `/badges/${award}` },
  { name: 'achievement', path: (_, { achievement }) => `/achievements/${achievement}` },
  { name: 'verify', path: () => '/verify' },
  { name: 'verdict', path: ({ toolUrl }, { award }) => `/verify?url=${encodeURIComponent(`${toolUrl}/badges/${award}.json`)}` },
  { name: 'admin', staff: true, path: () => '/admin' },
  { name: 'refusal', path: () => '/assignments/none' },
]
