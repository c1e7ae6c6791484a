import type { AssignmentStore } from '../cohorts/assignmentStore.js'
import type { CohortStore } from '../cohorts/cohortStore.js'
import type { EnrolmentStore } from '../cohorts/enrolmentStore.js'
import type {
  ContentChoice,
  ContentReturn,
  LineItems,
  LineItemsAnswer,
  RosterSource,
} from '../cohorts/ports.js'
import type { AddressBook, CourseColumns, GradePassback } from '../gradebook/ports.js'
import type { RegistrationStore } from '../institutions/registrationStore.js'
import type { LinkToPlace } from '../lti/deepLinking.js'
import type { LineItemAnswer } from '../lti/lineItem.js'
import type { Lti } from '../lti/lti.js'
import { scope } from '../lti/vocabulary.js'
import { cohortRoles } from './cohortRoles.js'

const answered = <T>(answer: LineItemAnswer<T>): LineItemsAnswer<T> =>
  answer.ok
    ? answer
    : { ok: false, reason: answer.failure.kind === 'retry' ? answer.failure.reason : answer.failure.code }

/** The LMS's columns, as the cohorts room asks for them. */
export function lineItemsThrough(lti: Lti): LineItems {
  return {
    list: async (address) => answered(await lti.lineItems.list(address, address.lineItemsUrl)),
    create: async (address, { resourceLinkId, ...item }) =>
      answered(
        await lti.lineItems.create(address, address.lineItemsUrl, {
          ...item,
          ...(resourceLinkId ? { resourceLinkId } : {}),
        }),
      ),
    release: async (address, url) =>
      answered(await lti.lineItems.update(address, url, { resourceId: '', tag: '' })),
    read: async ({ url, ...from }) => answered(await lti.lineItems.read(from, url)),
    update: async ({ url, ...from }, change) => answered(await lti.lineItems.update(from, url, change)),
  }
}

/** The roster of a course, as the cohorts room asks for it. */
export function rosterThrough(lti: Pick<Lti, 'roster'>): RosterSource {
  return {
    async page({ registrationId, deploymentId, ...where }) {
      const answer = answered(await lti.roster({ registrationId, deploymentId, ...where }))
      if (!answer.ok) return answer
      const { members, next, differences } = answer.value
      return {
        ok: true,
        value: {
          next,
          differencesUrl: differences,
          members: members.map((member) => ({
            platformUserId: member.sub,
            name: fullName(member),
            email: member.email ?? null,
            roles: cohortRoles(member.roles),
            testLearner: member.roles.includes('test-learner'),
            present: member.active,
          })),
        },
      }
    },
  }
}

/** The name an LMS gives, whole or in parts; null where it gives none. */
export function fullName(told: { name?: string; givenName?: string; familyName?: string }): string | null {
  const parts = [told.givenName, told.familyName].filter((part) => part)
  return told.name ?? (parts.length > 0 ? parts.join(' ') : null)
}

/** The signed answer to "select content", as the cohorts room asks for it. */
export function contentReturnThrough(lti: Lti, publicUrl: string): ContentReturn {
  return {
    async build({ registrationId, deploymentId, settings }, choices) {
      const { data, returnUrl, acceptTypes, acceptMultiple, acceptLineItem } = settings
      const answer = await lti.answerDeepLink(
        { registrationId, deploymentId },
        { returnUrl, acceptTypes, acceptMultiple, acceptLineItem, ...(data === null ? {} : { data }) },
        choices.map((choice) => linkToPlace(choice, `${publicUrl}/lti/launch`)),
      )
      return { action: answer.returnUrl, jwt: answer.jwt }
    },
  }
}

function linkToPlace(choice: ContentChoice, url: string): LinkToPlace {
  const { title, text } = choice
  if (choice.kind === 'page') return { title, text, url, custom: { cairn_page: choice.page } }
  const { mappingId, points, availableFrom, dueAt, reviewLabel } = choice
  return {
    title,
    text,
    url,
    custom: { cairn_mapping: mappingId },
    points,
    tag: 'micro-credential',
    reviewLabel,
    ...(availableFrom ? { availableFrom } : {}),
    ...(dueAt ? { dueAt } : {}),
  }
}

/** The LMS's gradebook, as the gradebook room asks for it. */
export function passbackThrough(lti: Lti): GradePassback {
  return {
    postScore: lti.postScore,
    async readResults({ registrationId, deploymentId, lineItemUrl }) {
      const answer = answered(await lti.results({ registrationId, deploymentId }, lineItemUrl))
      if (!answer.ok) return answer
      return {
        ok: true,
        value: answer.value.map(({ userId, resultScore, resultMaximum, comment }) => ({
          userId,
          score: resultScore,
          maximum: resultMaximum ?? 1,
          comment,
        })),
      }
    },
    async readResult({ registrationId, deploymentId, lineItemUrl, userId }) {
      const answer = await lti.results({ registrationId, deploymentId }, lineItemUrl, userId)
      if (!answer.ok) {
        const { failure } = answer
        return { kind: 'unknown', reason: failure.kind === 'retry' ? failure.reason : failure.code }
      }
      const result = answer.value.find((one) => one.userId === userId)
      if (!result || (result.resultScore === null && result.comment === null)) return { kind: 'none' }
      return {
        kind: 'found',
        score: result.resultScore,
        maximum: result.resultMaximum ?? 1,
        comment: result.comment,
      }
    },
  }
}

/** The columns of our assignments and the people in them, from our own records. */
export function columnsOf(stores: {
  cohorts: CohortStore
  assignments: AssignmentStore
  enrolments: EnrolmentStore
  registrations: RegistrationStore
}): CourseColumns {
  return {
    async of(institutionId, cohortId, assignmentId) {
      const [cohort, assignment] = await Promise.all([
        stores.cohorts.find(institutionId, cohortId),
        stores.assignments.find(institutionId, assignmentId),
      ])
      if (!cohort?.scopes.includes(scope.resultRead) || !assignment?.lineItemUrl) return null
      const registration = await stores.registrations.byId(cohort.registrationId)
      if (registration?.status !== 'active') return null
      const { id: registrationId, family } = registration
      return {
        registrationId,
        family,
        deploymentId: cohort.deploymentId,
        lineItemUrl: assignment.lineItemUrl,
      }
    },
    peopleBehind: (cohortId, userIds) => stores.enrolments.peopleBehind(cohortId, userIds),
    gradedThere: async (institutionId, assignmentId) =>
      Boolean((await stores.assignments.find(institutionId, assignmentId))?.lmsGraded),
  }
}

/** Lookups of the same record at the same time become one: a flush asks for its few assignments hundreds of times. */
function sharing<A extends unknown[], T>(find: (...asked: A) => Promise<T>): (...asked: A) => Promise<T> {
  const underWay = new Map<string, Promise<T>>()
  return (...asked) => {
    const key = JSON.stringify(asked)
    const known = underWay.get(key)
    if (known) return known
    const found = find(...asked).finally(() => underWay.delete(key))
    underWay.set(key, found)
    return found
  }
}

/** Where somebody's scores go, from our own records. */
export function addressBook(stores: {
  cohorts: CohortStore
  assignments: AssignmentStore
  enrolments: EnrolmentStore
  registrations: RegistrationStore
}): AddressBook {
  const cohortOf = sharing((institutionId: string, id: string) => stores.cohorts.find(institutionId, id))
  const assignmentOf = sharing((institutionId: string, id: string) =>
    stores.assignments.find(institutionId, id),
  )
  const registrationOf = sharing((id: string) => stores.registrations.byId(id))
  return {
    async of({ institutionId, cohortId, assignmentId, personId }) {
      const [cohort, assignment, enrolment] = await Promise.all([
        cohortOf(institutionId, cohortId),
        assignmentOf(institutionId, assignmentId),
        stores.enrolments.find(institutionId, cohortId, personId),
      ])
      if (!cohort || !assignment || !enrolment) return null
      const registration = await registrationOf(cohort.registrationId)
      if (!registration) return null
      return {
        registrationId: registration.id,
        deploymentId: cohort.deploymentId,
        family: registration.family,
        platformActive: registration.status === 'active',
        mayPost: cohort.scopes.includes(scope.score),
        mayRead: cohort.scopes.includes(scope.resultRead),
        lineItemUrl: assignment.lineItemUrl,
        platformUserId: enrolment.platformUserId,
        testLearner: enrolment.testLearner,
      }
    },
  }
}
