import type { FinalisedAssessment } from '../assessment/assessment.js'
import type { SharedEvidence } from '../badges/award.js'
import type { AwardGrounds } from '../badges/ports.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import { slotOf, type MicroCredential } from '../catalogue/microCredential.js'
import type { EnrolmentStore } from '../cohorts/enrolmentStore.js'
import type { PersonStore } from '../identity/personStore.js'
import type { InstitutionStore } from '../institutions/institutionStore.js'
import type { Artefact } from '../submissions/submission.js'
import type { SubmissionService } from '../submissions/submissionService.js'
import { matchLocale } from '../web/locale.js'
import { viewContext } from '../web/views.js'

/**
 * Gathers what a badge rests on, at the moment the last criterion is met. Null where the assessment does not meet
 * everything, or where what it names is gone.
 */
export function createAwardGrounds(deps: {
  institutions: InstitutionStore
  people: PersonStore
  enrolments: EnrolmentStore
  catalogue: Pick<CatalogueService, 'find'>
  submissions: Pick<SubmissionService, 'sharedEvidence'>
}) {
  return async (finalised: FinalisedAssessment): Promise<AwardGrounds | null> => {
    if (finalised.outcome !== 'met') return null
    const { institutionId, cohortId, personId } = finalised
    const [institution, person, enrolment, microCredential] = await Promise.all([
      deps.institutions.byId(institutionId),
      deps.people.byId(institutionId, personId),
      deps.enrolments.find(institutionId, cohortId, personId),
      deps.catalogue.find(institutionId, finalised.microCredentialId),
    ])
    if (!institution || !person || !microCredential) return null
    const language = matchLocale(person.locale ?? undefined) ?? 'en'
    const shared = await deps.submissions.sharedEvidence(institutionId, finalised.submissionId)
    const { pick } = viewContext(language)
    return {
      institution,
      person: {
        id: person.id,
        name: person.name,
        email: person.email,
        ltiUserId: enrolment?.platformUserId ?? null,
      },
      cohortId,
      submissionIds: [finalised.submissionId],
      assessmentIds: [finalised.assessmentId],
      microCredential,
      levels: finalised.levels,
      evidence: shared.map((artefact) => sharedEvidence(artefact, microCredential, pick)),
      earnedAt: finalised.finalisedAt,
      language,
    }
  }
}

/** What the badge says of one piece: words and links as they are, files by name only (they stay behind our door). */
function sharedEvidence(
  artefact: Artefact,
  microCredential: MicroCredential,
  pick: (texts: { en: string; ar?: string }) => string,
): SharedEvidence {
  const slot = slotOf(microCredential, artefact.slotId)
  const name = slot ? pick(slot.title) : artefact.slotId
  const words = artefact.text ?? artefact.answers?.join('\n\n')
  if (artefact.url) return { name, url: artefact.url }
  if (artefact.file) return { name, description: artefact.file.name, genre: artefact.file.type }
  return { name, ...(words ? { narrative: words } : {}) }
}
