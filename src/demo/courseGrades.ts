import { cast } from '../practiceLms/cast.js'
import type { PracticeLms } from '../practiceLms/practiceLms.js'
import type { Services } from '../services.js'
import type { DemoAssignment, DemoCourse } from './course.js'

/** The assignment whose grade the course itself gives, so that its page and its badge can be seen. */
const gradedInCourse = 'sustainable-learning-design'

/**
 * What teachers do in the gradebook of the LMS: one sets another grade than Cairn sent, which Cairn leaves alone; and the last
 * assignment is graded there, where somebody has reached the threshold already.
 */
export async function writeCourseGrades(
  services: Services,
  lms: PracticeLms,
  course: DemoCourse,
): Promise<void> {
  const [lead] = cast.facilitators
  const graded = course.assignments.find(({ key }) => key === gradedInCourse)
  if (!lead || !graded) throw new Error('the demo has nothing to grade in its course')
  await services.cohorts.grading.setGrading(await course.enter(lead), graded.assignment.id, {
    threshold: 70,
    evidence: 'Final project with a plan for next year, marked by the instructor',
  })
  const columnOf = ({ mappingId }: DemoAssignment): string =>
    lms.state.lineItems.find(({ resourceId }) => resourceId === mappingId)?.id ?? ''
  const { institutionId, id: cohortId, registrationId } = course.cohort
  const earned = (await services.cohorts.work(institutionId, cohortId)).filter(
    ({ state }) => state === 'earned',
  )
  for (const educator of cast.educators) {
    const personId = await services.people.known(registrationId, lms.userId(educator.key))
    const row = earned.find((one) => one.personId === personId)
    const at = course.assignments.find(({ assignment }) => assignment.id === row?.assignmentId)
    if (!at) continue
    lms.overrideGrade(columnOf(at), educator.key, 90, 'Agreed in our talk on Friday.')
    lms.overrideGrade(columnOf(graded), educator.key, 82, 'A plan that others can use.')
    return
  }
}
