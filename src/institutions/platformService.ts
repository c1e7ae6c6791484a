import { isDeepStrictEqual } from 'node:util'
import { actorId, type Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { Conflict, Invalid, NotFound } from '../errors/errors.js'
import { mustManage, mustOversee, mustReach, reach } from './authority.js'
import type { DeploymentStore } from './deploymentStore.js'
import type { InstitutionStore } from './institutionStore.js'
import { hostsOf, nameOfPlatform } from './platformHosts.js'
import { platformUrlProblem } from './platformUrl.js'
import {
  familyOf,
  type Act,
  type Deployment,
  type PlatformFamily,
  type Registration,
  type ToldAgain,
} from './registration.js'
import type { RegistrationStore } from './registrationStore.js'

/** An LMS to be added: what an administrator types in, or dynamic registration brings. */
export interface NewPlatform extends Pick<
  Registration,
  'institutionId' | 'issuer' | 'clientId' | 'authUrl' | 'tokenUrl' | 'jwksUrl'
> {
  /** Told from the addresses where it is not given. */
  family?: PlatformFamily
  name?: string | null
  scopes?: string[] | null
  updateUrl?: string | null
  /** The LMS's own id of the first deployment, where it is known. */
  deploymentId?: string | null
  /** Active at once, with its first deployment. */
  approve: boolean
}

const updatedFields = ['name', 'authUrl', 'tokenUrl', 'jwksUrl', 'family', 'scopes', 'updateUrl'] as const

const asText = (value: string | string[] | null): string | null =>
  Array.isArray(value) ? value.join(' ') : value

const addressFields = ['issuer', 'authUrl', 'tokenUrl', 'jwksUrl'] as const

/** Commands and questions about the LMSs that may launch us. */
export function createPlatformService(needs: {
  institutions: InstitutionStore
  registrations: RegistrationStore
  deployments: DeploymentStore
  audit: AuditTrail
  clock: Clock
  /** Ends the sessions that came through a registration; answers how many there were. */
  endSessionsOf(registrationId: string): Promise<number>
  allowPrivateNetworks: boolean
}) {
  const { institutions, registrations, deployments, audit, clock } = needs

  const record = (actor: Actor, action: string, subject: string, institutionId: string) =>
    audit.record({ institutionId, actor, action, subject, at: clock.now() })

  async function registration(id: string): Promise<Registration> {
    const found = await registrations.byId(id)
    if (!found) throw new NotFound('registration')
    return found
  }

  async function deployment(id: string): Promise<Deployment> {
    const found = await deployments.byId(id)
    if (!found) throw new NotFound('deployment')
    return found
  }

  async function meet(of: Registration, deploymentId: string): Promise<Deployment> {
    const known = await deployments.find(of.id, deploymentId)
    if (known) return known
    const first = (await deployments.count(of.id)) === 0 && (await registrations.spendFirstDeployment(of.id))
    const approved = first ? of.approved : null
    const met = await deployments.add({
      institutionId: of.institutionId,
      registrationId: of.id,
      deploymentId,
      firstSeenAt: clock.now(),
      approved,
    })
    if (!approved || met.status !== 'pending') return met
    await deployments.approve(met.id, approved)
    return { ...met, status: 'active', approved }
  }

  /** A platform approved by hand brings its one waiting deployment with it; several are looked at one by one. */
  async function approveOnlyDeployment(of: Registration, approved: Act): Promise<void> {
    const [only, ...others] = (await deployments.list(of.institutionId)).filter(
      (each) => each.registrationId === of.id,
    )
    if (only?.status !== 'pending' || others.length > 0) return
    if (await registrations.spendFirstDeployment(of.id)) await deployments.approve(only.id, approved)
  }

  return {
    /**
     * Adds an LMS, by hand or for dynamic registration. Throws NotFound (institution), Invalid (`platform_url`, an
     * address that is not https or not public), Conflict (`platform_known`: registered at one of its hosts already, or by
     * another institution).
     */
    async add(actor: Actor, asked: NewPlatform): Promise<Registration> {
      mustManage(actor, asked.institutionId)
      if (!(await institutions.byId(asked.institutionId))) throw new NotFound('institution')
      for (const field of addressFields) {
        const problem = platformUrlProblem(asked[field], needs.allowPrivateNetworks)
        if (problem) throw new Invalid('platform_url', `${field} ${problem}`, { field, problem })
      }
      const { deploymentId, approve, ...fields } = asked
      const act = { by: actorId(actor), at: clock.now() }
      const approved = approve ? act : null
      const added = await registrations.add(
        {
          ...fields,
          family: asked.family ?? familyOf(asked),
          hosts: hostsOf(asked),
          name: asked.name?.trim() || nameOfPlatform(asked),
          scopes: asked.scopes ?? null,
          updateUrl: asked.updateUrl ?? null,
          createdAt: act.at,
          createdBy: act.by,
        },
        approved,
      )
      if (!added) throw new Conflict('platform_known', 'the client id is registered at this host already')
      await record(actor, 'platform.added', `registration:${added.id}`, added.institutionId)
      if (approve) await record(actor, 'platform.approved', `registration:${added.id}`, added.institutionId)
      if (deploymentId) await meet(added, deploymentId)
      return added
    },

    /**
     * The deployment a launch or a registration names. One never seen before is kept: active when it is the first
     * of a registration approved with its first deployment, otherwise waiting for an administrator.
     */
    meet,

    /**
     * Takes over what an LMS says anew about a registration; issuer, client id, status and deployments stay. What stood before is
     * recorded. Throws NotFound, Forbidden, Invalid (`platform_url`), Conflict (`platform_known`).
     */
    async update(actor: Actor, id: string, told: ToldAgain): Promise<Registration> {
      const found = await registration(id)
      mustManage(actor, found.institutionId)
      for (const field of ['authUrl', 'tokenUrl', 'jwksUrl'] as const) {
        const problem = platformUrlProblem(told[field], needs.allowPrivateNetworks)
        if (problem) throw new Invalid('platform_url', `${field} ${problem}`, { field, problem })
      }
      const wanted = { ...told, name: told.name ?? found.name }
      const changed = updatedFields.filter((field) => !isDeepStrictEqual(found[field], wanted[field]))
      const changes = Object.fromEntries(changed.map((field) => [field, wanted[field]]))
      if (!(await registrations.update(found, { ...changes, hosts: hostsOf(wanted) })))
        throw new Conflict('platform_known', 'the client id is registered at this host already')
      await audit.record({
        institutionId: found.institutionId,
        actor,
        action: 'platform.updated',
        subject: `registration:${id}`,
        changes: changed.map((what) => ({ what, before: asText(found[what]), after: asText(wanted[what]) })),
        at: clock.now(),
      })
      return registration(id)
    },

    /** One the actor may see. Throws NotFound. */
    async get(actor: Actor, id: string): Promise<Registration> {
      const found = await registration(id)
      mustReach(actor, found.institutionId)
      return found
    },

    /** Whether another LMS has the same issuer and client id, whosever it is: then only its own login address names this one. */
    async isShared({ id, issuer, clientId }: Registration): Promise<boolean> {
      return (await registrations.find(issuer, clientId)).some((each) => each.id !== id)
    },

    /** Those the actor may see (of one institution, where given), oldest first. */
    async list(actor: Actor, institutionId: string | null = null): Promise<Registration[]> {
      mustOversee(actor)
      if (institutionId !== null) mustReach(actor, institutionId)
      return registrations.list(institutionId ?? reach(actor))
    },

    /** The deployments the actor may see, oldest first. */
    async deployments(actor: Actor, institutionId: string | null = null): Promise<Deployment[]> {
      mustOversee(actor)
      if (institutionId !== null) mustReach(actor, institutionId)
      return deployments.list(institutionId ?? reach(actor))
    },

    /** Lets an LMS launch us. Doing it twice changes nothing. Throws NotFound. */
    async approve(actor: Actor, id: string): Promise<Registration> {
      const found = await registration(id)
      mustManage(actor, found.institutionId)
      const act = { by: actorId(actor), at: clock.now() }
      if (await registrations.approve(id, act)) {
        await record(actor, 'platform.approved', `registration:${id}`, found.institutionId)
        await approveOnlyDeployment(found, act)
      }
      return registration(id)
    },

    /** Closes an LMS to launches and scores and ends the sessions that came through it. Throws NotFound. */
    async disable(actor: Actor, id: string): Promise<Registration> {
      const found = await registration(id)
      mustManage(actor, found.institutionId)
      if (await registrations.disable(id, { by: actorId(actor), at: clock.now() }))
        await record(actor, 'platform.disabled', `registration:${id}`, found.institutionId)
      await needs.endSessionsOf(id)
      return registration(id)
    },

    /** Lets one deployment launch us. Throws NotFound. */
    async approveDeployment(actor: Actor, id: string): Promise<Deployment> {
      const found = await deployment(id)
      mustManage(actor, found.institutionId)
      if (await deployments.approve(id, { by: actorId(actor), at: clock.now() }))
        await record(actor, 'deployment.approved', `deployment:${id}`, found.institutionId)
      return deployment(id)
    },

    /** Closes one deployment to launches. Throws NotFound. */
    async disableDeployment(actor: Actor, id: string): Promise<Deployment> {
      const found = await deployment(id)
      mustManage(actor, found.institutionId)
      if (await deployments.disable(id, { by: actorId(actor), at: clock.now() }))
        await record(actor, 'deployment.disabled', `deployment:${id}`, found.institutionId)
      return deployment(id)
    },
  }
}

export type PlatformService = ReturnType<typeof createPlatformService>
