import { mayAssess } from '../cohorts/cohort.js'
import type { Stores } from './stores.js'

/** Whether somebody judges work anywhere in an institution now, as one of its pool or by their role in a course; and whether they run a course. */
export const createAssessing =
  ({ pool, enrolments }: Pick<Stores, 'pool' | 'enrolments'>) =>
  async (institutionId: string, personId: string): Promise<{ assesses: boolean; facilitates: boolean }> => {
    const [inPool, enrolled] = await Promise.all([
      pool.isMember(institutionId, personId),
      enrolments.ofPerson(institutionId, personId),
    ])
    const here = enrolled.filter(({ leftAt }) => leftAt === null)
    return {
      assesses: inPool || here.some(({ roles }) => mayAssess(roles)),
      facilitates: here.some(({ roles }) => roles.includes('facilitator')),
    }
  }
