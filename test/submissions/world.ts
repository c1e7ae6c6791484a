import { mkdtemp, readdir, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import express from 'express'
import { createAssessmentService } from '../../src/assessment/assessmentService.js'
import { createAssessmentStore } from '../../src/assessment/assessmentStore.js'
import { createJudgementStore } from '../../src/assessment/judgementStore.js'
import { createJudges } from '../../src/assessment/pool/judges.js'
import { createPoolStore } from '../../src/assessment/pool/poolStore.js'
import { createQualifications } from '../../src/assessment/qualifying/qualifications.js'
import { createTrialStore } from '../../src/assessment/qualifying/trialStore.js'
import { normingRoutes } from '../../src/assessment/norming/normingRoutes.js'
import { createClaimStore } from '../../src/assessment/holding/claimStore.js'
import { createQueueStore } from '../../src/assessment/queueStore.js'
import type { ScoringRules } from '../../src/assessment/scoringRules.js'
import { assessmentRoutes } from '../../src/assessment/assessmentRoutes.js'
import { changeRoutes } from '../../src/assessment/changeRoutes.js'
import { backRoutes } from '../../src/assessment/completing/backRoutes.js'
import type { FinalisedAssessment } from '../../src/assessment/assessment.js'
import { createAttemptResults } from '../../src/assessment/results.js'
import { createAuditStore } from '../../src/audit/auditStore.js'
import { cairnSvg } from '../../src/badges/art/cairn.js'
import { createCoachLinkStore } from '../../src/coaching/coachLinkStore.js'
import { createCoachNoteStore } from '../../src/coaching/coachNoteStore.js'
import { createCoachReading } from '../../src/coaching/coachReading.js'
import { createReadAlongStore } from '../../src/coaching/readAlongStore.js'
import { createCoachService } from '../../src/coaching/coachService.js'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import { fixedClock } from '../../src/clock/clock.js'
import { createAssignmentStore } from '../../src/cohorts/assignmentStore.js'
import type { CohortRole } from '../../src/cohorts/cohort.js'
import { createCohortAccess } from '../../src/cohorts/cohortAccess.js'
import { createCohortStore } from '../../src/cohorts/cohortStore.js'
import { createEnrolmentStore } from '../../src/cohorts/enrolmentStore.js'
import { createMappingStore } from '../../src/cohorts/mappingStore.js'
import { connect } from '../../src/database/connection.js'
import { openEmbeddedStore } from '../../src/database/embedded/index.js'
import { migrate } from '../../src/database/migrations.js'
import { projectRoot } from '../../src/projectRoot.js'
import { createDiskStorage } from '../../src/submissions/diskStorage.js'
import { createErasureStore } from '../../src/submissions/erasureStore.js'
import { createIntake } from '../../src/submissions/intake.js'
import { openWorkshop } from '../../src/submissions/media/workshop.js'
import type { NameRules } from '../../src/submissions/namesHidden.js'
import type { HeldAward } from '../../src/submissions/ports.js'
import type { SubmittedAttempt } from '../../src/submissions/submission.js'
import { submissionRoutes } from '../../src/submissions/submissionRoutes.js'
import { createSubmissionService } from '../../src/submissions/submissionService.js'
import { createJointStore } from '../../src/submissions/jointStore.js'
import { createRemarkStore } from '../../src/submissions/remarkStore.js'
import { createSubmissionStore } from '../../src/submissions/submissionStore.js'
import { createUploadParts } from '../../src/submissions/uploads/parts.js'
import { createTusServer } from '../../src/submissions/uploads/tusServer.js'
import { uploadRoutes } from '../../src/submissions/uploads/uploadRoutes.js'
import { createUploadStore } from '../../src/submissions/uploads/uploadStore.js'
import { csrfProtection } from '../../src/web/csrf.js'
import { errorHandler, noSuchPage } from '../../src/web/errorHandler.js'
import { chooseLocale } from '../../src/web/locale.js'
import { httpServer } from '../../src/web/httpServer.js'
import { defaultSettings } from '../../src/institutions/settings.js'
import { createLogger } from '../../src/web/log.js'
import { securityHeaders } from '../../src/web/securityHeaders.js'
import { createSessions, startSession, trustOwnAddress } from '../../src/web/session.js'
import { SessionStore } from '../../src/web/sessionStore.js'
import { provideViewContext, useViews } from '../../src/web/views.js'
import { Visitor } from '../support/visitor.js'
import { apartRoom } from './apartRoom.js'
import { normingRoom } from './normingRoom.js'
import { invitedToAssess, microCredential, namesIn } from './samples.js'
import { snippetRoom } from './snippetRoom.js'

const SECRET = 'a secret of the tests, long enough for anybody'

/** What a test may break on purpose, and what it may look at afterwards. */
interface Followers {
  submitted: SubmittedAttempt[]
  finalised: FinalisedAssessment[]
  failSubmitted: boolean
  failFinalised: boolean
}

/** Submissions and assessment over the real store, real files and the real middleware, at a port of their own. */
export async function submissionWorld(clock = fixedClock('2026-03-05T19:00:00Z')) {
  const dir = await mkdtemp(path.join(tmpdir(), 'cairn-submissions-'))
  const database = await openEmbeddedStore({ dir: path.join(dir, 'store'), sync: false })
  const { connection, close } = await connect(database.uri)
  const logger = createLogger('silent')
  const audit = createAuditStore(connection)
  const stores = {
    cohorts: createCohortStore(connection),
    enrolments: createEnrolmentStore(connection),
    assignments: createAssignmentStore(connection),
  }
  const mappings = createMappingStore(connection)
  const submissionStore = createSubmissionStore(connection)
  const assessmentStore = createAssessmentStore(connection)
  const coachLinks = createCoachLinkStore(connection)
  const coachNotes = createCoachNoteStore(connection)
  const readAlongs = createReadAlongStore(connection)
  const talk = { remarks: createRemarkStore(connection), joint: createJointStore(connection) }
  const erasures = createErasureStore(connection)
  const judgements = createJudgementStore(connection)
  const pool = createPoolStore(connection)
  const trials = createTrialStore(connection)
  const qualifications = createQualifications({ trials, versions: () => Promise.resolve([]), clock })
  const normingWith = normingRoom(connection)
  const snippetsWith = snippetRoom(connection)
  const apart = apartRoom(connection, coachLinks)
  const uploads = createUploadStore(connection)
  const parts = await createUploadParts(path.join(dir, 'uploads'))
  const sessionStore = new SessionStore(connection, clock)
  await migrate(connection)

  const retired = new Set<string>()
  const microCredentials = new Map<string, MicroCredential>([[microCredential.id, microCredential]])
  const catalogue = {
    find: (institutionId: string, id: string) => {
      const found = microCredentials.get(id)
      return Promise.resolve(found?.institutionId === institutionId ? found : null)
    },
    mayBegin: (_institutionId: string, key: string) => Promise.resolve(!retired.has(key)),
  }
  const named = new Map<string, string>()
  const people = { names: (_: string, ids: string[]) => Promise.resolve(namesIn(named, ids)) }
  const held: HeldAward[] = []
  const once = { scoredTwicePercent: 0, borderlineTwice: false }
  const rules: ScoringRules = { ...defaultSettings, ...once, poolMustQualify: false }
  const nameRules: NameRules = { hideNames: false, namesAfter: false }
  const names = {
    rules: () => Promise.resolve(nameRules),
    secret: (institutionId: string) => `${SECRET} alias ${institutionId}`,
  }
  const followers: Followers = { submitted: [], finalised: [], failSubmitted: false, failFinalised: false }
  const cohorts = createCohortAccess(stores)
  const workshop = openWorkshop()
  const filesDir = path.join(dir, 'files')
  const intake = await createIntake(path.join(filesDir, 'incoming'), clock.now())
  const files = await createDiskStorage(filesDir)
  const common = { cohorts, catalogue, people, names, audit, clock, logger, ...apart }
  const submissions = createSubmissionService({
    ...common,
    store: submissionStore,
    ...talk,
    coaching: createCoachReading({ ...common, links: coachLinks, readAlongs, notes: coachNotes }),
    results: createAttemptResults(assessmentStore, catalogue),
    courseGrades: { of: () => Promise.resolve({ override: null, outcome: null }) },
    judges: createJudges(assessmentStore, pool),
    awards: { ofPerson: () => Promise.resolve(held) },
    intake,
    uploads,
    parts,
    workshop,
    files,
    erasures,
    promiseDays: () => Promise.resolve(5),
    afterSubmitted: [
      (sent) => assessments.await(sent),
      (sent) => {
        if (followers.failSubmitted) return Promise.reject(new Error('the gradebook is away'))
        followers.submitted.push(sent)
        return Promise.resolve()
      },
    ],
  })
  const present = (role: CohortRole) => async (institutionId: string, cohortId: string) =>
    (await stores.enrolments.list(institutionId, cohortId))
      .filter(({ roles }) => roles.includes(role))
      .map(({ personId }) => personId)
  const assessments = createAssessmentService({
    ...common,
    store: assessmentStore,
    coaching: coachLinks,
    pool,
    qualifications,
    queueStore: createQueueStore(connection),
    claims: createClaimStore(connection),
    institutionIds: () => Promise.resolve(['inst-1', 'inst-2']),
    judgements,
    rules: () => Promise.resolve(rules),
    promiseDays: () => Promise.resolve(5),
    sealKey: SECRET,
    drawSecret: (institutionId) => `${SECRET} ${institutionId}`,
    namedAssessors: present('assessor'),
    facilitators: present('facilitator'),
    submissions,
    localeOf: () => Promise.resolve(null),
    afterFinalised: [
      (finalised) => {
        if (followers.failFinalised) return Promise.reject(new Error('the gradebook is away'))
        followers.finalised.push(finalised)
        return Promise.resolve()
      },
    ],
  })

  const norming = normingWith({
    ...{ ...common, assessments: assessmentStore, judgements, submissions, coaching: coachLinks },
    peopleOf: (institutionId, cohortId) => stores.enrolments.list(institutionId, cohortId),
  })
  const snippets = snippetsWith({ microCredentials, enrolments: stores.enrolments, audit, clock })
  const coaches = createCoachService({ ...common, links: coachLinks })

  const app = express()
  const server = httpServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const origin = `http://localhost:${String(port)}`
  useViews(app)
  app.use(securityHeaders({ production: false }))
  app.use('/assets', express.static(path.join(projectRoot, 'public')))
  app.use(trustOwnAddress(origin), chooseLocale())
  app.use(createSessions({ store: sessionStore, secretKey: SECRET, hours: 8 }))
  app.use(provideViewContext(SECRET))
  const guard = csrfProtection(SECRET, origin)
  app.use(uploadRoutes({ submissions, resume: createTusServer(parts, uploads.facts), guard }))
  app.use(express.urlencoded({ extended: false, limit: '1mb' }))
  app.get('/sign-in/:institutionId/:personId', async (req, res) => {
    await startSession(
      req,
      { institutionId: req.params.institutionId, personId: req.params.personId },
      clock.now(),
    )
    res.send('<main>signed in</main>')
  })
  app.get('/token', (_req, res) => {
    res.send(String(res.locals['csrfToken']))
  })
  app.use(guard)
  app.use(submissionRoutes({ submissions, drawProgress: cairnSvg, invitedToAssess, clock }))
  app.use(assessmentRoutes({ assessments, snippets, clock }), changeRoutes({ assessments, snippets, clock }))
  app.use(normingRoutes({ norming, snippets }), snippetsWith.routes(snippets))
  app.use(backRoutes({ assessments }))
  app.use(noSuchPage, errorHandler(logger))

  /** A course of an institution with its people; the first assignment proves the sample micro-credential. */
  async function course(title = 'Foundations of Practice', institutionId = 'inst-1') {
    const now = clock.now()
    const cohort = await stores.cohorts.see(
      { institutionId, registrationId: 'reg', deploymentId: `dep-${institutionId}`, contextId: title, title },
      now,
    )
    const proves = { microCredentialId: microCredential.id, microCredentialKey: microCredential.key }
    const made = { createdBy: 'system:test', createdAt: now }
    const mapping = await mappings.create({ institutionId, ...proves, ...made })
    const assignment = await stores.assignments.see(
      {
        institutionId,
        cohortId: cohort.id,
        resourceLinkId: `link-${title}`,
        ...{ title: 'A calm room', lineItemUrl: null, mapping, plan: [] },
      },
      now,
    )
    return { cohort, assignment }
  }

  /** Enrols somebody and answers a visitor who is signed in as them. */
  async function enrol(
    place: { cohort: { id: string; institutionId: string } },
    personId: string,
    roles: CohortRole[],
    name = personId,
    headers: Record<string, string> = {},
  ): Promise<Visitor> {
    const { institutionId, id: cohortId } = place.cohort
    named.set(personId, name)
    await stores.enrolments.see(
      { institutionId, cohortId, personId, roles, platformUserId: personId, testLearner: false },
      clock.now(),
    )
    const visitor = new Visitor(headers)
    await visitor.open(`${origin}/sign-in/${institutionId}/${personId}`)
    return visitor
  }

  return {
    ...{ origin, clock, audit, submissions, assessments, submissionStore, assessmentStore, microCredentials },
    ...{ uploads, parts, intake, files, filesDir, snippets, snippetsWith },
    ...{ norming, retired, erasures, coaches, coachLinks, followers, held, sealKey: SECRET },
    ...{ rules, nameRules, judgements, stores, mappings, course, enrol, pool },
    /** The token a visitor's own forms carry. */
    token: async (who: Visitor): Promise<string> => (await who.open(`${origin}/token`)).$.root().text(),
    /** Names of every file kept in the evidence storage, half-received ones included. */
    async filesOnDisk(): Promise<string[]> {
      const found = await readdir(filesDir, { recursive: true, withFileTypes: true })
      return found.filter((entry) => entry.isFile()).map(({ name }) => name)
    },
    async stop() {
      workshop.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await close()
      await database.close()
      await rm(dir, { recursive: true, force: true })
    },
  }
}

export type SubmissionWorld = Awaited<ReturnType<typeof submissionWorld>>
