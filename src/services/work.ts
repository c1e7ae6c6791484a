import path from 'node:path'
import { createAssessmentService } from '../assessment/assessmentService.js'
import { createApart } from '../assessment/conflicts/apart.js'
import type { KeptApart } from '../assessment/conflicts/declaration.js'
import { createDeclarations } from '../assessment/conflicts/declarations.js'
import { createNormingService } from '../assessment/norming/normingService.js'
import { createQualityService } from '../assessment/quality/qualityService.js'
import { createJudges } from '../assessment/pool/judges.js'
import { createAttemptResults } from '../assessment/results.js'
import { isIssued } from '../badges/award.js'
import type { Badges } from '../badges/badges.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import { createCoachReading } from '../coaching/coachReading.js'
import type { CohortRole } from '../cohorts/cohort.js'
import type { CohortAccess } from '../cohorts/ports.js'
import type { WorkSource } from '../cohorts/progress.js'
import type { CourseOutcomes } from '../gradebook/courseOutcomes.js'
import type { ScoreService } from '../gradebook/scoreService.js'
import { defaultSettings } from '../institutions/settings.js'
import { deriveKey } from '../secrets/secretBox.js'
import { createDiskStorage } from '../submissions/diskStorage.js'
import { createIntake } from '../submissions/intake.js'
import { openWorkshop } from '../submissions/media/workshop.js'
import type { Awards } from '../submissions/ports.js'
import type { NamesHidden } from '../submissions/namesHidden.js'
import { createProgress } from '../submissions/progress.js'
import { createS3Storage } from '../submissions/s3Storage.js'
import { createSubmissionService } from '../submissions/submissionService.js'
import { createUploadParts } from '../submissions/uploads/parts.js'
import { createAwardGrounds, createEvidenceNow } from './awardGrounds.js'
import { courseGradesOf, withCourseGrades } from './courseGrades.js'
import { scoreOfFinalised, scoreOfSubmitted } from './scoreChanges.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/**
 * Evidence and its assessment, and what follows from each: sending queues a score post; finalising queues one and
 * lets the badges room consider an award. This is the one list of what follows what.
 */
export async function createWork(
  { config, clock, logger }: Ground,
  stores: Stores,
  others: {
    access: CohortAccess
    catalogue: CatalogueService
    scores: ScoreService
    badges: Badges
    outcomes: CourseOutcomes
  },
) {
  const { access, catalogue, scores, badges, outcomes } = others
  const { audit, people, institutions, enrolments } = stores
  const results = createAttemptResults(stores.assessments, catalogue)
  const filesDir = path.join(config.dataDir, 'files')
  const files = config.s3 ? createS3Storage(config.s3) : await createDiskStorage(filesDir)

  const workshop = openWorkshop()
  const parts = await createUploadParts(path.join(config.dataDir, 'uploads'))
  const promiseDays = async (institutionId: string) =>
    (await institutions.byId(institutionId))?.settings.promiseWorkingDays ??
    defaultSettings.promiseWorkingDays

  const names: NamesHidden = {
    rules: async (institutionId) => (await institutions.byId(institutionId))?.settings ?? defaultSettings,
    secret: (institutionId) => deriveKey(config.secretKey, `assessment.alias:${institutionId}`),
  }

  const apart: KeptApart = {
    declared: stores.declarations.declared,
    schoolmates: async (institutionId, personId) => {
      const { sameSchoolBlocked } = (await institutions.byId(institutionId))?.settings ?? defaultSettings
      return sameSchoolBlocked ? stores.schools.colleaguesOf(institutionId, personId) : new Set()
    },
  }

  const submissions = createSubmissionService({
    store: stores.submissions,
    remarks: stores.remarks,
    joint: stores.joint,
    coaching: createCoachReading({
      links: stores.coachLinks,
      readAlongs: stores.readAlongs,
      notes: stores.coachNotes,
      people,
      clock,
    }),
    cohorts: access,
    catalogue,
    people,
    names,
    results,
    awards: standingAwards(badges),
    dispensations: stores.dispensations,
    judges: createJudges(stores.assessments, stores.pool),
    keptApart: createApart(stores.coachLinks, apart),
    courseGrades: courseGradesOf(scores, outcomes),
    intake: await createIntake(path.join(filesDir, 'incoming'), clock.now()),
    uploads: stores.uploads,
    parts,
    workshop,
    files,
    erasures: stores.erasures,
    promiseDays,
    afterSubmitted: [(sent) => scores.enqueue(scoreOfSubmitted(sent)), (sent) => assessments.await(sent)],
    audit,
    clock,
    logger,
  })

  const present = (role: CohortRole) => async (institutionId: string, cohortId: string) =>
    (await enrolments.list(institutionId, cohortId))
      .filter(({ roles, leftAt }) => roles.includes(role) && leftAt === null)
      .map(({ personId }) => personId)

  const awardGrounds = createAwardGrounds({ institutions, people, enrolments, catalogue, submissions })
  const assessments = createAssessmentService({
    store: stores.assessments,
    queueStore: stores.assessmentQueue,
    claims: stores.assessmentClaims,
    institutionIds: async () => (await institutions.list()).map(({ id }) => id),
    judgements: stores.judgements,
    rules: async (institutionId) => (await institutions.byId(institutionId))?.settings ?? defaultSettings,
    promiseDays,
    sealKey: deriveKey(config.secretKey, 'assessment.seal'),
    drawSecret: (institutionId) => deriveKey(config.secretKey, `assessment.draw:${institutionId}`),
    namedAssessors: present('assessor'),
    facilitators: present('facilitator'),
    submissions,
    cohorts: access,
    coaching: stores.coachLinks,
    apart,
    pool: stores.pool,
    qualifications: stores.qualifications,
    catalogue,
    people,
    names,
    localeOf: async (institutionId, personId) => (await people.byId(institutionId, personId))?.locale ?? null,
    afterFinalised: [
      (finalised) => scores.enqueue(scoreOfFinalised(finalised)),
      async (finalised) => {
        const grounds = await awardGrounds(finalised)
        if (grounds) await badges.awards.consider(grounds)
      },
      async ({ outcome, changedBecause, finalisedAt: at, ...told }) => {
        if (outcome === 'notYet' && changedBecause !== null)
          await badges.awards.withdraw({ ...told, reason: changedBecause, at })
      },
    ],
    audit,
    clock,
    logger,
  })

  const progress = createProgress({ store: stores.submissions, results })
  const work: WorkSource = async (institutionId, cohortId) => {
    const [rows, overrides, met] = await Promise.all([
      progress(institutionId, cohortId),
      scores.overrides(institutionId, cohortId),
      outcomes.ofCohort(institutionId, cohortId),
    ])
    return withCourseGrades(rows, overrides, met)
  }
  return {
    submissions,
    assessments,
    files,
    workshop,
    declarations: createDeclarations({
      store: stores.declarations,
      claims: stores.assessmentClaims,
      submissions,
      open: assessments.open,
      cohorts: access,
      pool: stores.pool,
      people,
      names,
      audit,
      clock,
    }),
    quality: createQualityService({
      judgements: stores.judgements,
      cohorts: access,
      peopleOf: (institutionId, cohortId) => enrolments.list(institutionId, cohortId),
      catalogue,
      people,
      clock,
    }),
    norming: createNormingService({
      store: stores.normingRounds,
      remarks: stores.normingRemarks,
      assessments: stores.assessments,
      judgements: stores.judgements,
      submissions,
      cohorts: access,
      peopleOf: (institutionId, cohortId) => enrolments.list(institutionId, cohortId),
      coaching: stores.coachLinks,
      catalogue,
      people,
      audit,
      clock,
    }),
    evidenceNow: createEvidenceNow({ catalogue, submissions }),
    parts,
    work,
  }
}

/** The badges a person holds, as their pages of work ask for them: issued and not revoked. */
function standingAwards({ awards }: Badges): Awards {
  return {
    ofPerson: async (institutionId, personId) =>
      (await awards.ofPerson(institutionId, personId))
        .filter(isIssued)
        .filter(({ revoked }) => revoked === null)
        .map(({ id, microCredentialKey, issued }) => ({
          awardId: id,
          microCredentialKey,
          issuedAt: issued.at,
        })),
  }
}
