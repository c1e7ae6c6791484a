import type { Actor } from '../audit/actor.js'
import { slotOf } from '../catalogue/microCredential.js'
import { Conflict, NotFound } from '../errors/errors.js'
import { mustManage, mustOversee, mustReach } from '../institutions/authority.js'
import type { Texts } from '../web/locale.js'
import { shortNumber } from '../web/shortNumber.js'
import { createErasing } from './erasing.js'
import type { Erasure } from './erasure.js'
import { readFileSearch, type FileSearch } from './fileSearch.js'
import { isKeptByAnother } from './joint.js'
import { askedOf, ownSubmission } from './own.js'
import type { EvidenceFile, Submission } from './submission.js'
import type { SubmissionDeps } from './submissionDeps.js'

/** One file as those who look after an institution's evidence find it: whose, for what, but not what is in it. */
export interface FoundFile {
  submissionId: string
  personId: string
  personName: string | null
  title: Texts
  slotTitle: Texts | null
  attempt: number
  savedAt: Date
  file: EvidenceFile
}

/** Deleting a file because somebody asks for it: its educator on their own page, or an institution for anybody. */
export function createFileRequests(deps: SubmissionDeps) {
  const { store, erasures, clock, audit } = deps
  const { eraseFile } = createErasing(deps)

  async function erase(
    actor: Actor,
    submission: Submission,
    artefactId: string,
    reason: string,
  ): Promise<boolean> {
    const { institutionId, id: submissionId } = submission
    const file = fileIn(submission, artefactId)
    if (!file) throw new NotFound('no such file')
    // Asked for twice, it is deleted once, and the first reason stands.
    if (file.erased) return (await erasures.find(artefactId))?.gone != null
    const gone = await eraseFile(file, { institutionId, submissionId }, { actor, cause: 'asked', reason })
    const subject = `submission:${submissionId}`
    const at = clock.now()
    await audit.record({ institutionId, actor, action: 'evidence.erased', subject, reason, at })
    return gone
  }

  async function submissionsFor(institutionId: string, search: FileSearch): Promise<Submission[]> {
    if (search.by === 'id') return store.ofAnyId(institutionId, search.id)
    const people = await store.peopleWithWork(institutionId)
    const meant = people.filter((id) => shortNumber(id) === search.number)
    return store.ofPeople(institutionId, meant)
  }

  return {
    /**
     * Deletes the bytes of one file for good, at a person's or an institution's request; what was judged stays, and says
     * since when the file is gone. For the institution's managers and the operator. True when the bytes are seen to be
     * gone, false when the storage is away: then a job comes back to it.
     */
    async eraseEvidence(actor: Actor, artefactId: string, reason: string): Promise<boolean> {
      const [submission] = await store.ofFileAnywhere(artefactId)
      if (!submission) throw new NotFound('no such file')
      mustManage(actor, submission.institutionId)
      return erase(actor, submission, artefactId, reason)
    },
    /**
     * The same for a file of the actor's own, sent or not. Answers as `eraseEvidence`; NotFound for anybody else's, Conflict
     * for one that somebody else keeps for several: they alone can have it deleted, and then it is for everybody.
     */
    async eraseOwnFile(
      actor: Actor,
      submissionId: string,
      artefactId: string,
      reason: string,
    ): Promise<boolean> {
      const own = await ownSubmission(store, actor, submissionId)
      const copies = own.artefacts.filter(({ file }) => file?.artefactId === artefactId)
      if (copies.some(isKeptByAnother)) throw new Conflict('submissions.kept_by_another')
      return erase(actor, own, artefactId, reason)
    },
    /**
     * The files of an institution that belong to what was typed (see `readFileSearch`), deleted ones included, newest
     * first; null where it names nothing one could look for. For everybody who sees all of the institution.
     */
    async findFiles(actor: Actor, institutionId: string, typed: string): Promise<FoundFile[] | null> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      const search = readFileSearch(typed)
      if (!search) return null
      const submissions = await submissionsFor(institutionId, search)
      const names = await deps.people.names(
        institutionId,
        submissions.map(({ personId }) => personId),
      )
      const found = await Promise.all(
        submissions.map(async (submission) => {
          const content = await askedOf(deps.catalogue, submission)
          return submission.artefacts.flatMap(({ file, slotId, attempt, savedAt }): FoundFile[] => {
            if (!file) return []
            const { id: submissionId, personId } = submission
            const slotTitle = slotOf(content, slotId)?.title ?? null
            const personName = names.get(personId) ?? null
            const whose = { submissionId, personId, personName, title: content.title }
            return [{ ...whose, slotTitle, attempt, savedAt, file }]
          })
        }),
      )
      const files = found.flat()
      const meant = files.filter(({ file }) => search.by === 'id' && file.artefactId === search.id)
      return (meant.length > 0 ? meant : files).sort(
        (one, other) => other.savedAt.getTime() - one.savedAt.getTime(),
      )
    },
    /** The newest deletions of an institution, for everybody who sees all of it. */
    async erasuresOf(actor: Actor, institutionId: string): Promise<Erasure[]> {
      mustReach(actor, institutionId)
      mustOversee(actor)
      return erasures.latest(institutionId)
    },
  }
}

const fileIn = ({ artefacts }: Submission, artefactId: string): EvidenceFile | null | undefined =>
  artefacts.find(({ file }) => file?.artefactId === artefactId)?.file
