import type { Badges } from '../badges/badges.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import type { WorkRow } from '../cohorts/progress.js'
import { loweredTo, type CourseOutcome } from '../gradebook/courseOutcome.js'
import { createCourseOutcomes, type CourseOutcomes } from '../gradebook/courseOutcomes.js'
import type { Override } from '../gradebook/lmsGrade.js'
import type { ScoreService } from '../gradebook/scoreService.js'
import type { CourseGrades } from '../submissions/ports.js'
import { matchLocale } from '../web/locale.js'
import { viewContext } from '../web/views.js'
import type { Stores } from './stores.js'
import type { Ground } from './surroundings.js'

/** Competencies that are graded in the LMS, and the badge that follows. */
export function createCourseGrading(
  { clock, logger }: Ground,
  stores: Stores,
  { badges, catalogue }: { badges: Badges; catalogue: Pick<CatalogueService, 'find'> },
): CourseOutcomes {
  const { institutions, people, enrolments, assignments, audit } = stores

  /** The badge says plainly that a course graded this, which grade it was and what it rests on. */
  async function consider(outcome: CourseOutcome): Promise<void> {
    const { institutionId, cohortId, personId } = outcome
    const [institution, person, enrolment, microCredential] = await Promise.all([
      institutions.byId(institutionId),
      people.byId(institutionId, personId),
      enrolments.find(institutionId, cohortId, personId),
      catalogue.find(institutionId, outcome.microCredentialId),
    ])
    if (!institution || !person || !microCredential) return
    const language = matchLocale(person.locale ?? undefined) ?? 'en'
    const { t, formatNumber } = viewContext(language)
    const { threshold, evidence } = outcome
    const facts = {
      score: formatNumber(outcome.score),
      maximum: formatNumber(outcome.maximum),
      threshold: formatNumber(threshold),
      evidence,
    }
    await badges.awards.consider({
      institution,
      person: {
        id: person.id,
        name: person.name,
        email: person.email,
        ltiUserId: enrolment?.platformUserId ?? null,
      },
      cohortId,
      submissionIds: [],
      assessmentIds: [],
      microCredential,
      levels: [],
      gradedInCourse: { score: outcome.score, maximum: outcome.maximum, threshold, evidence },
      evidence: [{ name: t('badges.graded.title'), narrative: t('badges.graded.says', facts) }],
      earnedAt: outcome.metAt,
      language,
    })
  }

  return createCourseOutcomes({
    store: stores.courseOutcomes,
    assignments,
    enrolments,
    afterMet: [consider],
    audit,
    clock,
    logger,
  })
}

/** What the course's gradebook says, as an educator's page asks for it. */
export function courseGradesOf(scores: ScoreService, outcomes: CourseOutcomes): CourseGrades {
  return {
    async of(lane) {
      const [override, outcome] = await Promise.all([scores.overrideOf(lane), outcomes.find(lane)])
      return { override, outcome: outcome && { ...outcome, lowered: loweredTo(outcome) } }
    },
  }
}

/** Where everybody stands, with what the LMS says: a grade set there beside ours, and competencies met by it. */
export function withCourseGrades(
  rows: readonly WorkRow[],
  overrides: readonly Override[],
  outcomes: readonly CourseOutcome[],
): WorkRow[] {
  const key = ({ personId, assignmentId }: { personId: string; assignmentId: string }) =>
    `${personId} ${assignmentId}`
  const overrideBy = new Map(overrides.map((one) => [key(one), one]))
  const there = new Set(rows.map(key))
  const graded = outcomes
    .filter((outcome) => !there.has(key(outcome)))
    .map((outcome): WorkRow => {
      const { score, maximum } = loweredTo(outcome) ?? outcome
      const { personId, assignmentId, metAt } = outcome
      const lmsGrade = { score, maximum }
      return {
        personId,
        assignmentId,
        submissionId: null,
        state: 'earned',
        attempt: 1,
        since: metAt,
        promisedBy: null,
        lmsGrade,
      }
    })
  return [
    ...rows.map((row) => {
      const set = overrideBy.get(key(row))
      return set ? { ...row, lmsGrade: { score: set.score, maximum: set.maximum } } : row
    }),
    ...graded,
  ]
}
