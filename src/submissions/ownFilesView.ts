import { slotOf, type MicroCredentialContent } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import { showFile, type ShownFile } from './evidenceView.js'
import { isKeptByAnother } from './joint.js'
import { sentAttempts, type Submission, type SubmissionState } from './submission.js'

/** One file on its educator's list of files, and what deleting it would mean now. */
export interface OwnFile {
  artefactId: string
  title: string
  attempt: number
  savedAt: Date
  file: ShownFile
  /** Hex. */
  sha256: string
  meaning: 'writing' | 'waiting' | 'answered' | 'earned'
  /** In how many others' work it stands too, ready to print; null where one person made it. */
  others: number | null
  /** Somebody else put it in: they alone can have it deleted. */
  kept: boolean
}

/** Every file an educator put into one work, newest first. */
export function showOwnFiles(
  submission: Submission,
  content: MicroCredentialContent,
  state: SubmissionState,
  view: Pick<ViewContext, 'pick' | 'formatBytes'>,
): OwnFile[] {
  const held = submission.artefacts.filter((artefact) => isKeptByAnother(artefact))
  const shown = submission.artefacts.flatMap(({ file, slotId, attempt, savedAt, joint }) => {
    if (!file) return []
    const kept = held.some((artefact) => artefact.file?.artefactId === file.artefactId)
    const others = joint?.with.length ? joint.with.length : null
    const { artefactId, sha256 } = file
    const title = view.pick(slotOf(content, slotId)?.title) || slotId
    const meaning = meaningOf(submission, attempt, state)
    const whole = showFile(file, view.formatBytes)
    return [{ artefactId, title, attempt, savedAt, sha256, meaning, others, kept, file: whole }]
  })
  return shown.sort((one, other) => other.savedAt.getTime() - one.savedAt.getTime())
}

/** What a file of an attempt is good for at this moment, and so what is lost with it. */
function meaningOf(submission: Submission, attempt: number, state: SubmissionState): OwnFile['meaning'] {
  if (!sentAttempts(submission).some(({ number }) => number === attempt)) return 'writing'
  if (state === 'earned') return 'earned'
  return state === 'submitted' || state === 'beingAssessed' ? 'waiting' : 'answered'
}
