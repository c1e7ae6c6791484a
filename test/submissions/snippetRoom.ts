import type { Connection } from 'mongoose'
import { snippetRoutes } from '../../src/assessment/snippets/snippetRoutes.js'
import { createSnippetService } from '../../src/assessment/snippets/snippetService.js'
import { createSnippetStore } from '../../src/assessment/snippets/snippetStore.js'
import type { AuditTrail } from '../../src/audit/auditStore.js'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import type { Clock } from '../../src/clock/clock.js'
import { mayAssess } from '../../src/cohorts/cohort.js'
import type { createEnrolmentStore } from '../../src/cohorts/enrolmentStore.js'

interface Others {
  microCredentials: Map<string, MicroCredential>
  enrolments: ReturnType<typeof createEnrolmentStore>
  audit: AuditTrail
  clock: Clock
}

/** Snippets over a connection: registers their store now, makes the service when it is given the rest. */
export function snippetRoom(connection: Connection) {
  const store = createSnippetStore(connection)
  const sharing = { assessorsShare: true }
  const make = ({ microCredentials, enrolments, audit, clock }: Others) =>
    createSnippetService({
      store,
      assessing: async (institutionId, personId) => {
        const roles = (await enrolments.ofPerson(institutionId, personId)).map((one) => one.roles)
        return { assesses: roles.some(mayAssess), facilitates: roles.flat().includes('facilitator') }
      },
      latest: (institutionId, key) => {
        const versions = [...microCredentials.values()].filter((one) => one.key === key)
        const ours = versions.filter((one) => one.institutionId === institutionId)
        return Promise.resolve(ours.sort((a, b) => b.version - a.version)[0] ?? null)
      },
      assessorsShare: () => Promise.resolve(sharing.assessorsShare),
      audit,
      clock,
    })
  return Object.assign(make, {
    sharing,
    routes: (snippets: ReturnType<typeof make>) => snippetRoutes({ snippets }),
  })
}
