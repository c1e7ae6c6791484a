import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { startDemo, type Demo } from '../../src/demo/startDemo.js'
import { demoStaff } from '../../src/demo/place.js'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { projectRoot } from '../../src/projectRoot.js'
import { openBrowser } from '../support/browser.js'
import { freePort } from '../support/world.js'

/**
 * `npm run tour`: takes every main page of a fresh demo at 1280 and 390 px, in English and Arabic, light (and a few
 * dark) into `test/tour/images`, and one contact sheet of them all. `npm run tour -- WORD` takes only pages whose
 * name contains the word. Only those the README shows are kept with the source (`.gitignore` names them).
 */
interface Stop {
  name: string
  /** Who looks (a key of the cast); nobody for public pages. */
  person?(places: Places): string
  staff?: boolean
  /** What to press once there. */
  press?: string
  path(demo: Demo, places: Places): string
}

interface Places {
  cohort: string
  /** The first assignment of the course. */
  assignment: string
  /** A submission in each state, with the key of its owner in the cast. */
  work: Record<string, { id: string; owner: string } | undefined>
  award: string
  achievement: string
}

const educator = cast.educators[1]?.key ?? ''
const facilitator = cast.facilitators[0]?.key ?? ''
const assessor = cast.assessors[0]?.key ?? ''

const ownWork = (name: string, state: string): Stop => ({
  name,
  person: (places) => places.work[state]?.owner ?? educator,
  path: (_, { work }) => `/submissions/${work[state]?.id ?? ''}`,
})
const ofCohort = (name: string, person: string, page = ''): Stop => ({
  name,
  person: () => person,
  path: (_, { cohort }) => `/cohorts/${cohort}${page}`,
})

/** What the course itself shows: the tool in its frame, the gradebook. */
const inCourse = (name: string, person: string, page: (demo: Demo) => string): Stop => ({
  name,
  person: () => person,
  path: (demo) => `${demo.lmsUrl}${page(demo)}`,
})

const stops: Stop[] = [
  inCourse('course-frame', educator, ({ lms }) => `/assignments/${lms.state.links[0]?.id ?? ''}`),
  inCourse('course-gradebook', facilitator, ({ lms }) => `/courses/${lms.state.courses[0]?.id ?? ''}/grades`),
  ofCohort('educator-home', educator),
  {
    name: 'educator-before',
    person: () => educator,
    path: (_, { assignment }) => `/assignments/${assignment}`,
  },
  ownWork('educator-writing', 'inProgress'),
  ownWork('educator-waiting', 'submitted'),
  ownWork('educator-incomplete', 'incomplete'),
  ownWork('educator-again', 'tryAgain'),
  ownWork('educator-earned', 'earned'),
  {
    name: 'educator-files',
    person: ({ work }) => work['earned']?.owner ?? educator,
    path: (_, { work }) => `/submissions/${work['earned']?.id ?? ''}/files`,
  },
  ofCohort('facilitator-monday', facilitator),
  ofCohort('facilitator-mapping', facilitator, '/mapping'),
  ofCohort('facilitator-scores', facilitator, '/score-posts'),
  ofCohort('facilitator-people', facilitator, '/people'),
  ofCohort('facilitator-apart', facilitator, '/declarations'),
  ofCohort('assessor-queue', assessor, '/queue'),
  {
    name: 'assessor-judging',
    person: () => assessor,
    path: (_, { work }) => `/submissions/${work['submitted']?.id ?? ''}`,
    press: 'form[action$="/assessments"] button',
  },
  { name: 'assessor-words', person: () => assessor, path: () => '/snippets' },
  { name: 'award', path: (_, { award }) => `/badges/${award}` },
  { name: 'achievement', path: (_, { achievement }) => `/achievements/${achievement}` },
  { name: 'verify', path: () => '/verify' },
  {
    name: 'verdict',
    path: ({ toolUrl }, { award }) => `/verify?url=${encodeURIComponent(`${toolUrl}/badges/${award}.json`)}`,
  },
  { name: 'admin', staff: true, path: () => '/admin' },
  {
    name: 'admin-files',
    staff: true,
    path: ({ place }, { work }) =>
      `/admin/institutions/${place.institutionId}/files?search=${work['earned']?.id ?? ''}`,
  },
  { name: 'ledger-own', person: () => assessor, path: () => '/ledger' },
  {
    name: 'ledger-console',
    staff: true,
    path: ({ place }) => `/admin/institutions/${place.institutionId}/ledger`,
  },
  { name: 'refusal', path: () => '/assignments/none' },
]

const widths = [1280, 390]
/** Taller pages are cut: a picture shows what somebody sees first, and a little more. */
const mostHeight = (width: number) => (width > 600 ? 1600 : 1500)
const folder = path.join(projectRoot, 'test', 'tour', 'images')

async function findPlaces({ tool: { services }, place, lms }: Demo): Promise<Places> {
  const { institutionId } = place
  const [cohort] = await services.cohorts.list(institutionId)
  if (!cohort) throw new Error('the demo has no cohort')
  const assignments = await services.cohorts.access.mappedAssignments(cohort.id)
  const owners = new Map<string, string>()
  const inLatin = (personId: string) =>
    /^[\p{Script=Latin}\s'-]+$/u.test(
      cast.educators.find(({ key }) => key === owners.get(personId))?.name ?? '',
    )
  for (const { key } of cast.educators) {
    const person = await services.people.known(place.registrationId, lms.userId(key))
    if (person) owners.set(person, key)
  }
  // Somebody whose name every machine has the letters for; the last one of a state is taken.
  const rows = (await services.cohorts.work(institutionId, cohort.id)).sort(
    (one, other) => Number(inLatin(one.personId)) - Number(inLatin(other.personId)),
  )
  const work = Object.fromEntries(
    rows.flatMap(({ submissionId: id, ...row }) =>
      id === null ? [] : [[row.state, { id, owner: owners.get(row.personId) ?? '' }]],
    ),
  )
  const [award] = (await services.badges.awards.list(operator, institutionId)).filter(({ issued }) => issued)
  if (award)
    await services.badges.awards.setVisibility(
      { kind: 'person', personId: award.personId, institutionId },
      award.id,
      'public',
    )
  return {
    cohort: cohort.id,
    assignment: assignments[0]?.id ?? '',
    work,
    award: award?.id ?? '',
    achievement: assignments[0]?.microCredentialId ?? '',
  }
}

/** Lets a browser in the way a person would come: through the course, or through the console's door. */
async function enter(page: Page, stop: Stop, demo: Demo, places: Places): Promise<void> {
  if (stop.person) {
    await page.goto(`${demo.lmsUrl}/as/${stop.person(places)}`)
    await page.goto(`${demo.lmsUrl}/assignments/${demo.lms.state.links[0]?.id ?? ''}/launch`)
    await page.waitForURL(`${demo.toolUrl}/**`)
  }
  if (stop.staff) {
    await page.goto(`${demo.toolUrl}/admin/sign-in`)
    await page.fill('input[name=email]', demoStaff.email)
    await page.fill('input[name=password]', demoStaff.password)
    await page.click('main button[type=submit]')
  }
}

async function take(browser: Browser, demo: Demo, places: Places, stop: Stop, only: string[]): Promise<void> {
  for (const locale of ['en', 'ar'])
    for (const scheme of ['light', 'dark'] as const)
      for (const width of widths) {
        const name = `${stop.name}-${locale}-${String(width)}${scheme === 'dark' ? '-dark' : ''}`
        if (
          only.length > 0
            ? !only.some((word) => name.startsWith(word) || name === word) ||
              (scheme === 'dark' && !only.includes('dark'))
            : scheme === 'dark'
        )
          continue
        const context = await browser.newContext({
          viewport: { width, height: width > 600 ? 800 : 760 },
          colorScheme: scheme,
          locale,
        })
        const page = await context.newPage()
        await enter(page, stop, demo, places)
        const target = new URL(stop.path(demo, places), demo.toolUrl)
        target.searchParams.set('lang', locale)
        await page.goto(target.href, { waitUntil: 'networkidle' })
        if (stop.press) {
          await page.click(stop.press)
          await page.waitForLoadState('networkidle')
        }
        const tall = Number(await page.evaluate('document.documentElement.scrollHeight'))
        const height = Math.min(tall, mostHeight(width))
        await page.screenshot({
          path: path.join(folder, `${name}.png`),
          fullPage: true,
          clip: { x: 0, y: 0, width, height },
        })
        await context.close()
      }
}

async function contactSheet(browser: Browser): Promise<void> {
  const names = (await readdir(folder)).filter(
    (name) => name.endsWith('.png') && name !== 'contact-sheet.png',
  )
  const cells = await Promise.all(
    names.sort().map(async (name) => {
      const data = (await readFile(path.join(folder, name))).toString('base64')
      return `<figure><img src="data:image/png;base64,${data}"><figcaption>${name.slice(0, -4)}</figcaption></figure>`
    }),
  )
  const page = await browser.newPage({ viewport: { width: 1800, height: 1000 } })
  await page.setContent(
    `<style>body{display:flex;flex-wrap:wrap;gap:12px;font:12px sans-serif;margin:12px;background:#ddd}
    figure{margin:0;width:210px}img{width:210px;height:300px;object-fit:cover;object-position:top;background:#fff}</style>${cells.join('')}`,
  )
  await page.screenshot({ path: path.join(folder, 'contact-sheet.png'), fullPage: true })
}

const only = process.argv.slice(2)
const dataDir = await mkdtemp(path.join(os.tmpdir(), 'cairn-tour-'))
await mkdir(folder, { recursive: true })
const demo = await startDemo({ dataDir, toolPort: await freePort(), lmsPort: await freePort() })
const browser = await openBrowser()
try {
  const places = await findPlaces(demo)
  const wanted = stops.filter(({ name }) => only.length === 0 || only.some((word) => name.includes(word)))
  for (const stop of wanted) await take(browser, demo, places, stop, only)
  await contactSheet(browser)
} finally {
  await browser.close()
  await demo.close()
  await rm(dataDir, { recursive: true, force: true })
}
