import type { FinalisedAssessment } from '../assessment/assessment.js'
import type { SharedEvidence } from '../badges/award.js'
import type { AwardGrounds, EvidenceNow } from '../badges/ports.js'
import type { CatalogueService } from '../catalogue/catalogueService.js'
import { slotOf, type MicroCredential } from '../catalogue/microCredential.js'
import type { EnrolmentStore } from '../cohorts/enrolmentStore.js'
import type { PersonStore } from '../identity/personStore.js'
import type { InstitutionStore } from '../institutions/institutionStore.js'
import { nothingSaid, restsOnConsent } from '../submissions/details.js'
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
    const all = await deps.submissions.sharedEvidence(institutionId, finalised.submissionId)
    const shared = all.filter(({ file }) => !file?.erased)
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
      evidence: shared.map((artefact) =>
        restsOnConsent(artefact.details ?? nothingSaid)
          ? namedOnly(artefact, microCredential, language)
          : sharedEvidence(artefact, microCredential, pick),
      ),
      earnedAt: finalised.finalisedAt,
      language,
    }
  }
}

/** What of an award's evidence may be shown now; its own copy where nothing was submitted here. */
export function createEvidenceNow(deps: {
  catalogue: Pick<CatalogueService, 'find'>
  submissions: Pick<SubmissionService, 'sharedEvidence'>
}): EvidenceNow {
  return async ({ institutionId, microCredentialId, submissionIds, evidence, language }) => {
    const microCredential = await deps.catalogue.find(institutionId, microCredentialId)
    if (submissionIds.length === 0 || !microCredential) return evidence
    const shared = await Promise.all(
      submissionIds.map((submissionId) => deps.submissions.sharedEvidence(institutionId, submissionId)),
    )
    const { pick } = viewContext(language)
    return shared.flat().map((artefact) => ({
      ...sharedEvidence(artefact, microCredential, pick),
      ...(artefact.file?.erased && { erasedAt: artefact.file.erased.at }),
    }))
  }
}

/** What is signed stays for ever; a consent may end. So the badge names the piece and its page shows it while it may. */
function namedOnly(
  artefact: Artefact,
  microCredential: MicroCredential,
  language: 'en' | 'ar',
): SharedEvidence {
  const { pick, t } = viewContext(language)
  const slot = slotOf(microCredential, artefact.slotId)
  return { name: slot ? pick(slot.title) : artefact.slotId, description: t('badges.evidenceWhileConsent') }
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
  const caption = artefact.details?.caption
  const said = caption ? { description: caption } : {}
  if (artefact.url) return { name, ...said, url: artefact.url }
  if (artefact.file) return { name, description: caption || artefact.file.name, genre: artefact.file.type }
  return { name, ...said, ...(words ? { narrative: words } : {}) }
}
