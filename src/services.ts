import { createBadges } from './badges/badges.js'
import { createCohortAccess } from './cohorts/cohortAccess.js'
import { createCourseCopies } from './cohorts/courseCopies.js'
import { createDoors } from './identity/passport.js'
import { createStaffGate } from './identity/requestActor.js'
import { createSchedule } from './jobs/schedule.js'
import { deriveKey } from './secrets/secretBox.js'
import { createArrival } from './services/arrivals.js'
import { createCatalogue } from './services/catalogue.js'
import { createCohorts } from './services/cohorts.js'
import { createCourseGrading } from './services/courseGrades.js'
import { createGradebook } from './services/gradebook.js'
import { createInstitutions } from './services/institutions.js'
import { createLedger } from './services/ledger.js'
import { createOverdue } from './assessment/overdue/overdue.js'
import { createPool } from './services/pool.js'
import { createPortfolio } from './services/portfolio.js'
import { createQualifying } from './services/qualifying.js'
import { createStaff } from './services/staff.js'
import { createProving } from './services/proof/proving.js'
import { createStores } from './services/stores.js'
import { createGround, type Surroundings } from './services/surroundings.js'
import { createWork } from './services/work.js'
import { createTusServer } from './submissions/uploads/tusServer.js'

/** Makes every store and service once and says who is given what. Registers models; talks to nobody. */
export async function createServices(surroundings: Surroundings) {
  const ground = createGround(surroundings)
  const { config, connection, clock, logger, publicUrl, guardedFetch, secrets } = ground
  const stores = createStores(ground)
  const { audit, people } = stores

  const copies = createCourseCopies({ ...stores, clock })
  const tenants = createInstitutions(ground, stores, { courseCopied: copies.noticed })
  const { lti } = tenants
  const staffRoom = createStaff(ground, stores)
  const catalogue = createCatalogue(ground, stores)
  const access = createCohortAccess(stores)
  const badges = createBadges({
    connection,
    box: secrets,
    catalogue,
    issuers: stores.institutions,
    audit,
    guardedFetch,
    publicUrl,
    clock,
  })
  const outcomes = createCourseGrading(ground, stores, { badges, catalogue })
  const poolRoom = createPool(ground, stores, { access, sessionHours: tenants.sessionHours })
  const { scores, sendDue, results } = createGradebook(ground, stores, {
    access,
    lti,
    afterResult: [outcomes.consider],
  })
  const evidence = await createWork(ground, stores, { access, catalogue, scores, badges, outcomes })
  const { submissions, assessments, declarations, quality, norming, evidenceNow } = evidence
  const overdue = createOverdue({
    store: stores.overdue,
    courseTitles: async (institutionId) =>
      new Map((await stores.cohorts.list(institutionId)).map(({ id, title }) => [id, title])),
    clock,
  })
  const cohorts = createCohorts(ground, stores, {
    access,
    lti,
    catalogue,
    scores,
    results,
    copies,
    late: overdue.ofCohort,
    ...evidence,
  })

  const proving = createProving({
    stores,
    catalogue,
    awards: badges.awards,
    sealKey: deriveKey(config.secretKey, 'assessment.seal'),
  })

  const jobs = createSchedule({
    jobs: [
      { name: 'gradebook.sendDue', everyMs: 1_000, run: sendDue },
      { name: 'gradebook.readResults', everyMs: 30_000, run: results.readDue },
      { name: 'gradebook.reconcileOutcomes', everyMs: 30_000, run: outcomes.reconcile },
      { name: 'cohorts.readRosters', everyMs: 5_000, run: cohorts.roster.readDue },
      { name: 'lti.keepNotices', everyMs: 5_000, run: lti.keepNotices },
      { name: 'submissions.reconcile', everyMs: 30_000, run: submissions.reconcileSent },
      { name: 'uploads.sweep', everyMs: 120_000, run: submissions.sweepUploads },
      { name: 'evidence.sweep', everyMs: 3_600_000, run: submissions.sweepFiles },
      { name: 'evidence.finishErasures', everyMs: 60_000, run: submissions.finishErasures },
      { name: 'assessment.reconcile', everyMs: 30_000, run: assessments.reconcile },
      { name: 'assessment.endClaims', everyMs: 30_000, run: assessments.endClaims },
      { name: 'assessment.giveOut', everyMs: 10_000, run: assessments.giveOut },
      { name: 'assessment.releaseUnattended', everyMs: 600_000, run: assessments.releaseUnattended },
      { name: 'catalogue.checkAskedLinks', everyMs: 5_000, run: catalogue.checkAskedLinks },
      { name: 'catalogue.checkLinks', everyMs: 3_600_000, run: catalogue.checkDueLinks },
      { name: 'norming.closeDue', everyMs: 60_000, run: norming.closeDue },
      { name: 'badges.finish', everyMs: 60_000, run: badges.awards.finishInterrupted },
    ],
    leases: stores.leases,
    clock,
    log: logger,
  })

  return {
    config,
    clock,
    logger,
    audit,
    sessions: stores.sessions,
    keptForms: stores.keptForms,
    secrets,
    ...tenants,
    institutionStore: stores.institutions,
    people,
    ...staffRoom,
    ...poolRoom,
    ...createQualifying(ground, stores, { access, catalogue, submissions, badges, pool: poolRoom.pool }),
    ...createLedger(ground, stores, { assessments, norming, catalogue }),
    doors: createDoors({ ...staffRoom, ...poolRoom }),
    requireStaff: createStaffGate(stores.staff),
    catalogue,
    cohorts,
    assignments: stores.assignments,
    submissions,
    evidenceFiles: evidence.files,
    resumeUpload: createTusServer(evidence.parts, stores.uploads.facts),
    assessments,
    overdue,
    declarations,
    badges,
    portfolio: createPortfolio(ground, stores, { submissions, badges, catalogue }),
    quality,
    norming,
    evidenceNow,
    scores,
    proving,
    sendDue,
    results,
    outcomes,
    launchArrival: createArrival(ground, stores, {
      lti,
      submissions,
      roster: cohorts.roster,
      copies,
      sessionHours: tenants.sessionHours,
    }),
    jobs,
    /** Lets go of what services hold open (threads, sockets); the store is closed by whoever opened it. */
    close: async () => {
      await badges.close()
      evidence.workshop.close()
      await evidence.files.close()
      await guardedFetch.close()
    },
    storeReachable: async () => {
      try {
        await connection.db?.command({ ping: 1 })
        return true
      } catch {
        return false
      }
    },
  }
}

export type Services = Awaited<ReturnType<typeof createServices>>
