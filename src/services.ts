import path from 'node:path'
import type { Connection } from 'mongoose'
import { createAssessmentService } from './assessment/assessmentService.js'
import { createAssessmentStore } from './assessment/assessmentStore.js'
import { createAttemptResults } from './assessment/results.js'
import { createAuditStore } from './audit/auditStore.js'
import { isIssued } from './badges/award.js'
import { createBadges } from './badges/badges.js'
import { createCatalogueService } from './catalogue/catalogueService.js'
import { createMicroCredentialStore } from './catalogue/microCredentialStore.js'
import { createStackStore } from './catalogue/stackStore.js'
import type { Clock } from './clock/clock.js'
import type { Config } from './config.js'
import { createArrivals } from './cohorts/arrival.js'
import { createAssignmentStore } from './cohorts/assignmentStore.js'
import { createCohortAccess } from './cohorts/cohortAccess.js'
import { createCohortStore } from './cohorts/cohortStore.js'
import { createDeepLinkService } from './cohorts/deepLinkService.js'
import { createDeepLinkStore } from './cohorts/deepLinkStore.js'
import { createEnrolmentStore } from './cohorts/enrolmentStore.js'
import { createMappingService } from './cohorts/mappingService.js'
import { createMappingStore } from './cohorts/mappingStore.js'
import { createMondayService } from './cohorts/mondayService.js'
import { createPeopleService } from './cohorts/peopleService.js'
import { createScorePostStore } from './gradebook/scorePostStore.js'
import { createScoreService } from './gradebook/scoreService.js'
import { createSender } from './gradebook/sender.js'
import { createDoors } from './identity/passport.js'
import { createPersonStore } from './identity/personStore.js'
import { createStaffGate } from './identity/requestActor.js'
import { createStaffService } from './identity/staffService.js'
import { createStaffStore } from './identity/staffStore.js'
import { createDeploymentStore } from './institutions/deploymentStore.js'
import { createInstitutionService } from './institutions/institutionService.js'
import { createInstitutionStore } from './institutions/institutionStore.js'
import { checkPlatform } from './institutions/platformCheck.js'
import { createPlatformOrigins } from './institutions/platformOrigins.js'
import { createPlatformRegistry } from './institutions/platformRegistry.js'
import { createPlatformService } from './institutions/platformService.js'
import type { Registration } from './institutions/registration.js'
import { createRegistrationLinkService } from './institutions/registrationLinkService.js'
import { createRegistrationLinkStore } from './institutions/registrationLinkStore.js'
import { createRegistrationStore } from './institutions/registrationStore.js'
import { createJobLeaseStore } from './jobs/jobLeaseStore.js'
import { createSchedule } from './jobs/schedule.js'
import { createLaunchArrival } from './launchArrival.js'
import { createLti } from './lti/lti.js'
import { createSecretBox } from './secrets/secretBox.js'
import { createAwardGrounds } from './services/awardGrounds.js'
import { addressBook, contentReturnThrough, lineItemsThrough, passbackThrough } from './services/protocol.js'
import { createDiskStorage } from './submissions/diskStorage.js'
import { createProgress } from './submissions/progress.js'
import { createSubmissionService } from './submissions/submissionService.js'
import { createSubmissionStore } from './submissions/submissionStore.js'
import { scoreOfFinalised, scoreOfSubmitted } from './services/scoreChanges.js'
import { createGuardedFetch } from './web/guardedFetch.js'
import type { Logger } from './web/log.js'
import { SessionStore } from './web/sessionStore.js'

/** What the composition root is given: everything that differs between production, demo and tests. */
export interface Surroundings {
  config: Config
  connection: Connection
  clock: Clock
  logger: Logger
}

/** Makes every store and service once and says who is given what. Registers models; talks to nobody. */
export async function createServices({ config, connection, clock, logger }: Surroundings) {
  const secrets = createSecretBox(config.secretKey)
  const { publicUrl, allowPrivateNetworks } = config
  const guardedFetch = createGuardedFetch({ allowPrivateNetworks, userAgent: `Cairn (+${publicUrl})` })
  const audit = createAuditStore(connection)
  const sessions = new SessionStore(connection, clock)

  const institutionStore = createInstitutionStore(connection)
  const registrations = createRegistrationStore(connection)
  const deployments = createDeploymentStore(connection)
  const platforms = createPlatformService({
    institutions: institutionStore,
    registrations,
    deployments,
    audit,
    clock,
    endSessionsOf: (registrationId) => sessions.endAllOf(registrationId),
    allowPrivateNetworks,
  })
  const institutions = createInstitutionService({ institutions: institutionStore, audit, clock })
  const links = createRegistrationLinkStore(connection)
  const registrationLinks = createRegistrationLinkService({
    institutions: institutionStore,
    links,
    audit,
    clock,
    publicUrl,
  })
  const lti = createLti({
    connection,
    registry: createPlatformRegistry({ registrations, deployments, platforms }),
    links: registrationLinks,
    fetch: guardedFetch,
    secrets,
    clock,
    logger,
    publicUrl,
    allowPrivateNetworks,
  })

  const people = createPersonStore(connection, clock)
  const staffStore = createStaffStore(connection)
  const staff = createStaffService({ staff: staffStore, audit, clock })
  const names = (institutionId: string, ids: string[]) => people.names(institutionId, ids)

  const catalogue = createCatalogueService({
    microCredentials: createMicroCredentialStore(connection),
    stacks: createStackStore(connection),
    audit,
    clock,
    languagesOf: () => Promise.resolve(['en', 'ar'] as const),
  })

  const cohortStore = createCohortStore(connection)
  const enrolments = createEnrolmentStore(connection)
  const mappings = createMappingStore(connection)
  const assignments = createAssignmentStore(connection)
  const deepLinkStore = createDeepLinkStore(connection)
  const access = createCohortAccess({ cohorts: cohortStore, enrolments, assignments })
  const scorePosts = createScorePostStore(connection)
  const addresses = addressBook({ cohorts: cohortStore, assignments, enrolments, registrations })
  const scores = createScoreService({ posts: scorePosts, addresses, cohorts: access, audit, clock })
  const sendDue = createSender({
    posts: scorePosts,
    addresses,
    passback: passbackThrough(lti),
    clock,
    publicUrl,
  })

  const badges = createBadges({
    connection,
    box: secrets,
    catalogue,
    issuers: institutionStore,
    audit,
    guardedFetch,
    publicUrl,
    clock,
  })

  const submissionStore = createSubmissionStore(connection)
  const assessmentStore = createAssessmentStore(connection)
  const results = createAttemptResults(assessmentStore, catalogue)
  const submissions = createSubmissionService({
    store: submissionStore,
    cohorts: access,
    catalogue,
    people: { names },
    results,
    awards: {
      ofPerson: async (institutionId, personId) =>
        (await badges.awards.ofPerson(institutionId, personId))
          .filter(isIssued)
          .filter(({ revoked }) => revoked === null)
          .map(({ id, microCredentialKey, issued }) => ({
            awardId: id,
            microCredentialKey,
            issuedAt: issued.at,
          })),
    },
    files: await createDiskStorage(path.join(config.dataDir, 'files'), clock),
    promiseDays: async (institutionId) =>
      (await institutionStore.byId(institutionId))?.settings.promiseWorkingDays ?? 5,
    afterSubmitted: [(sent) => scores.enqueue(scoreOfSubmitted(sent))],
    audit,
    clock,
    logger,
  })
  const awardGrounds = createAwardGrounds({
    institutions: institutionStore,
    people,
    enrolments,
    catalogue,
    submissions,
  })
  const assessments = createAssessmentService({
    store: assessmentStore,
    submissions,
    cohorts: access,
    catalogue,
    people: { names },
    localeOf: async (institutionId, personId) => (await people.byId(institutionId, personId))?.locale ?? null,
    afterFinalised: [
      (finalised) => scores.enqueue(scoreOfFinalised(finalised)),
      async (finalised) => {
        const grounds = await awardGrounds(finalised)
        if (grounds) await badges.awards.consider(grounds)
      },
    ],
    audit,
    clock,
    logger,
  })

  const lineItems = lineItemsThrough(lti)
  const mapping = createMappingService({
    access,
    assignments,
    mappings,
    catalogue,
    lineItems,
    hasWork: (institutionId, assignmentId) => submissions.hasWork(institutionId, assignmentId),
    columnLearnt: (assignmentId) => scores.addressLearnt(assignmentId),
    audit,
    clock,
  })
  const work = createProgress({ store: submissionStore, results })
  const cohorts = {
    access,
    work,
    list: (institutionId: string) => cohortStore.list(institutionId),
    cohortsOf: (institutionId: string, personId: string) => enrolments.ofPerson(institutionId, personId),
    mapping,
    deepLinks: createDeepLinkService({
      access,
      requests: deepLinkStore,
      assignments,
      mapping,
      catalogue,
      contentReturn: contentReturnThrough(lti, publicUrl),
      audit,
      clock,
    }),
    people: createPeopleService({ access, enrolments, names, audit, clock }),
    monday: createMondayService({
      access,
      enrolments,
      assignments,
      work,
      troubledScores: (institutionId, cohortId) => scores.troubled(institutionId, cohortId),
      names,
      clock,
    }),
  }

  const launchArrival = createLaunchArrival({
    people,
    arriveInCohort: createArrivals({
      cohorts: cohortStore,
      enrolments,
      mappings,
      assignments,
      lineItems,
      clock,
    }),
    deepLinks: deepLinkStore,
    reviewPath: async ({ assignment, cohort }, platformUserId) => {
      const reviewed = await enrolments.findByPlatformUser(cohort.id, platformUserId)
      if (!assignment || !reviewed) return null
      const found = await submissions.ofPerson(cohort.institutionId, assignment.id, reviewed.personId)
      return found ? `/submissions/${found.id}` : null
    },
    clock,
  })

  const jobs = createSchedule({
    jobs: [
      { name: 'gradebook.sendDue', everyMs: 1_000, run: sendDue },
      { name: 'submissions.reconcile', everyMs: 30_000, run: submissions.reconcileSent },
      { name: 'assessment.reconcile', everyMs: 30_000, run: assessments.reconcile },
      { name: 'badges.finish', everyMs: 60_000, run: badges.awards.finishInterrupted },
    ],
    leases: createJobLeaseStore(connection),
    clock,
    log: logger,
  })

  return {
    config,
    clock,
    logger,
    audit,
    sessions,
    institutions,
    institutionStore,
    platforms,
    platformOrigins: createPlatformOrigins(registrations, clock),
    registrationLinks,
    checkPlatform: (platform: Registration) => checkPlatform(guardedFetch, platform, clock.now()),
    lti,
    people,
    names,
    staff,
    doors: createDoors({ staff }),
    requireStaff: createStaffGate(staffStore),
    catalogue,
    cohorts,
    assignments,
    submissions,
    assessments,
    badges,
    scores,
    sendDue,
    launchArrival,
    jobs,
    /** Lets go of what services hold open (threads, sockets); the store is closed by whoever opened it. */
    close: async () => {
      await badges.close()
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
