import type { Actor } from '../audit/actor.js'
import { Conflict, NotFound } from '../errors/errors.js'
import type { DeploymentStore } from './deploymentStore.js'
import type { NewPlatform, PlatformService } from './platformService.js'
import type { Deployment, LaunchSeen, PlatformFamily, Registration, ToldAgain } from './registration.js'
import type { RegistrationStore } from './registrationStore.js'

const registrar: Actor = { kind: 'system', name: 'dynamic-registration' }

/** Null where another registration is there already. */
async function unlessKnown(written: Promise<Registration>): Promise<Registration | null> {
  try {
    return await written
  } catch (error) {
    if (error instanceof Conflict) return null
    throw error
  }
}

/** What the protocol room asks about platforms: registrations of every status, deployments, and new ones. */
export function createPlatformRegistry(needs: {
  registrations: RegistrationStore
  deployments: DeploymentStore
  platforms: PlatformService
}) {
  const { registrations, deployments, platforms } = needs
  return {
    registration: (id: string): Promise<Registration | null> => registrations.byId(id),
    findByIssuer: (issuer: string): Promise<Registration[]> => registrations.ofIssuer(issuer),
    findByClient: (issuer: string, clientId: string): Promise<Registration[]> =>
      registrations.find(issuer, clientId),
    /** By the platform's own id of it. */
    findDeployment: (registrationId: string, deploymentId: string): Promise<Deployment | null> =>
      deployments.find(registrationId, deploymentId),
    /** By our id. */
    deployment: (id: string): Promise<Deployment | null> => deployments.byId(id),
    /** Keeps a deployment nobody knew; asked twice it answers the same row. Throws NotFound (registration). */
    async noteDeployment(registrationId: string, deploymentId: string): Promise<Deployment> {
      const registration = await registrations.byId(registrationId)
      if (!registration) throw new NotFound('registration')
      return platforms.meet(registration, deploymentId)
    },
    /** Adds what dynamic registration brought. Null, and nothing changed, when its client id is known at one of its hosts. */
    async add(told: Omit<NewPlatform, 'approve'> & { approved: boolean }): Promise<Registration | null> {
      const { approved, ...platform } = told
      return unlessKnown(platforms.add(registrar, { ...platform, approve: approved }))
    },
    /** Takes over what a platform said anew. Null where the registration is gone, or another one stands at its new hosts. */
    async update(id: string, told: ToldAgain): Promise<Registration | null> {
      if (!(await registrations.byId(id))) return null
      return unlessKnown(platforms.update(registrar, id, told))
    },
    noteLaunch: (registrationId: string, seen: LaunchSeen): Promise<void> =>
      registrations.noteLaunch(registrationId, seen),
    /** Remembers where a verified launch's pages stand, and which LMS it is, where that was not known. */
    noteSeen: (registrationId: string, seen: { origin?: string; family?: PlatformFamily }): Promise<void> =>
      registrations.noteSeen(registrationId, seen),
  }
}
