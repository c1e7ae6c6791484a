import { z } from 'zod'
import { MOST_AT_ONCE } from './coachService.js'

const id = z.string('coaching.assign.chooseCoach').max(100)

/** Who is to coach whom: one coach, and the educators that were ticked. */
export const assignForm = z.object({
  coachId: id.min(1, 'coaching.assign.chooseCoach'),
  educatorIds: z
    .union([id, z.array(id).max(MOST_AT_ONCE)], 'coaching.assign.chooseEducators')
    .transform((ids) => [ids].flat()),
})
