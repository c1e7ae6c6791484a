import type { Coaching } from '../../coaching/coaching.js'
import type { KeptApart } from './declaration.js'

/**
 * Answers what the room of evidence asks: whether somebody must not judge a person's work, having coached them, being of
 * their school, or because somebody declared it.
 */
export function createApart(coaching: Coaching, apart: KeptApart) {
  return async (institutionId: string, assessorId: string, educatorId: string): Promise<boolean> => {
    const [coached, declared, schoolmates] = await Promise.all([
      coaching.hasCoached(institutionId, assessorId, educatorId),
      apart.declared(institutionId, assessorId),
      apart.schoolmates(institutionId, assessorId),
    ])
    return coached || declared.has(educatorId) || schoolmates.has(educatorId)
  }
}
