import { mayAssess } from '../cohorts/cohort.js'
import type { Stores } from './stores.js'

/** Whether somebody judges work anywhere in an institution now: as one of its pool, or by their role in a course. */
export const createAssessing =
  ({ pool, enrolments }: Pick<Stores, 'pool' | 'enrolments'>) =>
  async (institutionId: string, personId: string): Promise<boolean> =>
    (await pool.isMember(institutionId, personId)) ||
    (await enrolments.ofPerson(institutionId, personId)).some(
      ({ roles, leftAt }) => leftAt === null && mayAssess(roles),
    )
