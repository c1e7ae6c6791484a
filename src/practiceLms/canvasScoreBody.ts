import { z } from 'zod'
import { CanvasRefusal } from './canvasServices.js'

const extensionKey = 'https://canvas.instructure.com/lti/submission'

const activity = z.enum(['Initialized', 'Started', 'InProgress', 'Submitted', 'Completed'])
const grading = z.enum(['FullyGraded', 'Pending', 'PendingManual', 'Failed', 'NotReady'])
const submissionTypes = [
  'none',
  'basic_lti_launch',
  'online_text_entry',
  'external_tool',
  'online_upload',
  'online_url',
] as const

const extension = z.looseObject({
  new_submission: z.boolean().optional(),
  preserve_score: z.boolean().default(false),
  prioritize_non_tool_grade: z.boolean().default(false),
  submission_type: z.enum(submissionTypes).default('external_tool'),
  submission_data: z.string().optional(),
  submitted_at: z.string().optional(),
  content_items: z.array(z.unknown()).optional(),
})

const shape = z.looseObject({
  userId: z.coerce.string().min(1),
  timestamp: z.iso.datetime({ offset: true }),
  activityProgress: activity,
  gradingProgress: grading,
  scoreGiven: z.number().min(0).nullish(),
  scoreMaximum: z.number().nullish(),
  comment: z.string().nullish(),
  submission: z.looseObject({ submittedAt: z.iso.datetime({ offset: true }).optional() }).optional(),
  [extensionKey]: extension.prefault({}),
})

export interface CanvasScore {
  userId: string
  timestamp: string
  gradingProgress: string
  /** The score that counts; null when none was given or the progress makes Canvas ignore it. */
  score: { given: number; maximum: number } | null
  comment: string | null
  preserveScore: boolean
  prioritizeNonToolGrade: boolean
  /** The attempt this post makes; null when it only grades. */
  attempt: { submittedAt: string; type: (typeof submissionTypes)[number]; data: string | null } | null
}

const required = ['userId', 'activityProgress', 'gradingProgress', 'timestamp'] as const

/** Reads a posted score. Throws 400 for fields that are missing or wrong, 422 for a maximum that is missing or
 * negative and for an upload without files. */
export function parseCanvasScore(body: Record<string, unknown>): CanvasScore {
  const absent = required.find((name) => body[name] === undefined || body[name] === '')
  if (absent) throw new CanvasRefusal(400, `param is missing or the value is empty: ${absent}`)
  const parsed = shape.safeParse(body)
  if (!parsed.success) throw new CanvasRefusal(400, z.prettifyError(parsed.error))
  const { userId, timestamp, gradingProgress, scoreGiven, scoreMaximum, comment, submission } = parsed.data
  const ext = parsed.data[extensionKey]
  const counts =
    scoreGiven != null && (gradingProgress === 'FullyGraded' || gradingProgress === 'PendingManual')
  if (counts && scoreMaximum == null)
    throw new CanvasRefusal(422, 'ScoreMaximum not supplied when ScoreGiven present.')
  if (counts && (scoreMaximum ?? 0) < 0)
    throw new CanvasRefusal(422, 'ScoreMaximum must be greater than or equal to 0')
  if (ext.submission_type === 'online_upload' && !ext.content_items?.length) {
    throw new CanvasRefusal(422, "Content items must be provided with submission type 'online_upload'")
  }
  const submittedAt = submission?.submittedAt ?? ext.submitted_at ?? timestamp
  if (Number.isNaN(Date.parse(submittedAt)))
    throw new CanvasRefusal(400, `submitted_at ${submittedAt} is not a valid timestamp`)
  const isNew = ext.new_submission ?? ext.submission_type !== 'none'
  return {
    userId,
    timestamp,
    gradingProgress,
    score: counts ? { given: scoreGiven, maximum: scoreMaximum ?? 0 } : null,
    comment: comment ?? null,
    preserveScore: ext.preserve_score,
    prioritizeNonToolGrade: ext.prioritize_non_tool_grade,
    attempt: isNew ? { submittedAt, type: ext.submission_type, data: ext.submission_data ?? null } : null,
  }
}
