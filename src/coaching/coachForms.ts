import { z } from 'zod'
import { noteKinds } from './coachNoteStore.js'
import { MOST_AT_ONCE } from './coachService.js'

const id = z.string('coaching.assign.chooseCoach').max(100)

/** Who is to coach whom: one coach, and the educators that were ticked. */
export const assignForm = z.object({
  coachId: id.min(1, 'coaching.assign.chooseCoach'),
  educatorIds: z
    .union([id, z.array(id).max(MOST_AT_ONCE)], 'coaching.assign.chooseEducators')
    .transform((ids) => [ids].flat()),
})

const MAX_NOTE = 5_000

/** Something to write down: what it is, the words, and the key that makes sending it twice harmless. */
export const noteForm = z.object({
  kind: z.enum(noteKinds, 'coaching.problem.kind'),
  text: z
    .string('coaching.problem.empty')
    .trim()
    .min(1, 'coaching.problem.empty')
    .max(MAX_NOTE, 'coaching.problem.tooLong'),
  key: z
    .string('coaching.problem.unreadable')
    .min(8, 'coaching.problem.unreadable')
    .max(64, 'coaching.problem.unreadable'),
})
