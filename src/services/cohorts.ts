import { createCoachDesk } from '../coaching/coachDesk.js'
import { createCoachService } from '../coaching/coachService.js'
import type { CourseCopies } from '../cohorts/courseCopies.js'
import { createDeepLinkService } from '../cohorts/deepLinkService.js'
import { createGradingService } from '../cohorts/gradingService.js'
import type { LateAnswers } from '../cohorts/lateAnswers.js'
import { createMappingService } from '../cohorts/mappingService.js'
import { createMondayService } from '../cohorts/mondayService.js'
import { createPeopleService } from '../cohorts/peopleService.js'
import { createRosterReading, type MeetMany } from '../cohorts/rosterReading.js'
import { createRosterService } from '../cohorts/rosterService.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import type { CohortAccess, Standing } from '../cohorts/ports.js'
import { createRepairService } from '../cohorts/repairService.js'
import type { WorkSource } from '../cohorts/progress.js'
import type { ResultReader } from '../gradebook/resultReader.js'
import type { ScoreService } from '../gradebook/scoreService.js'
import type { Lti } from '../lti/lti.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import { contentReturnThrough, lineItemsThrough, rosterThrough } from './protocol.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** A course in our words: what its assignments prove, who is in it, and how far everybody is. */
export function createCohorts(
  { clock, publicUrl }: Ground,
  stores: Stores,
  others: {
    access: CohortAccess
    lti: Lti
    catalogue: CatalogueService
    submissions: SubmissionService
    work: WorkSource
    scores: ScoreService
    copies: CourseCopies
    results: ResultReader
    late: LateAnswers
  },
) {
  const { access, lti, catalogue, submissions, work, scores, results } = others
  const { audit, assignments, enrolments, people } = stores
  const mapping = createMappingService({
    access,
    cohorts: stores.cohorts,
    assignments,
    mappings: stores.mappings,
    catalogue,
    lineItems: lineItemsThrough(lti),
    hasWork: (institutionId, assignmentId) => submissions.hasWork(institutionId, assignmentId),
    columnLearnt: (assignmentId) => scores.addressLearnt(assignmentId),
    audit,
    clock,
  })
  const repairs = createRepairService({
    access,
    assignments,
    catalogue,
    lineItems: lineItemsThrough(lti),
    hasWork: (institutionId, assignmentId) => submissions.hasWork(institutionId, assignmentId),
    copies: others.copies,
    audit,
    clock,
  })
  const { rosters } = stores
  const source = rosterThrough(lti)
  const meet: MeetMany = (lms, told) => people.meetMany(lms, told)
  const roster = createRosterService({
    access,
    cohorts: stores.cohorts,
    rosters,
    read: createRosterReading({ rosters, enrolments, meet, source, clock }),
    audit,
    clock,
  })
  return {
    access,
    roster,
    work,
    list: (institutionId: string) => stores.cohorts.list(institutionId),
    cohortsOf: (institutionId: string, personId: string) => enrolments.ofPerson(institutionId, personId),
    coachesHere: async ({ cohort, enrolment }: Standing) =>
      (await stores.coachLinks.ofCohort(cohort.institutionId, cohort.id)).some(
        ({ coachId }) => coachId === enrolment.personId,
      ),
    mapping,
    repairs,
    grading: createGradingService({
      access,
      assignments,
      lineItems: lineItemsThrough(lti),
      hasWork: (institutionId, assignmentId) => submissions.hasWork(institutionId, assignmentId),
      gradedThere: ({ institutionId, cohortId, id: assignmentId }) =>
        results.hasten({ institutionId, cohortId, assignmentId }),
      audit,
      clock,
    }),
    deepLinks: createDeepLinkService({
      access,
      cohorts: stores.cohorts,
      requests: stores.deepLinks,
      assignments,
      mapping,
      catalogue,
      contentReturn: contentReturnThrough(lti, publicUrl),
      audit,
      clock,
    }),
    people: createPeopleService({
      access,
      enrolments,
      roster,
      people,
      coaching: stores.coachLinks,
      audit,
      clock,
    }),
    coachDesk: createCoachDesk({
      links: stores.coachLinks,
      notes: stores.coachNotes,
      readAlongs: stores.readAlongs,
      cohorts: access,
      work,
      people,
      audit,
      clock,
    }),
    coaches: createCoachService({ links: stores.coachLinks, cohorts: access, audit, clock }),
    monday: createMondayService({
      access,
      enrolments,
      assignments,
      work,
      late: others.late,
      repairs: (cohort) => repairs.count(cohort),
      openProposals: (institutionId, cohortId) => submissions.openProposals(institutionId, cohortId),
      troubledScores: (institutionId, cohortId) => scores.troubled(institutionId, cohortId),
      people,
      clock,
    }),
  }
}
