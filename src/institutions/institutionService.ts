import type { Actor } from '../audit/actor.js'
import type { AuditTrail } from '../audit/auditStore.js'
import type { Clock } from '../clock/clock.js'
import { NotFound } from '../errors/errors.js'
import { mustManage, mustManageInstallation, mustReach, reach } from './authority.js'
import { defaultColour, type Institution } from './institution.js'
import type { InstitutionStore } from './institutionStore.js'
import { defaultSettings, settingChanges, type InstitutionSettings } from './settings.js'

export interface NewInstitution {
  name: string
  url?: string | null
  colour?: string
}

/** Commands and questions about tenants. */
export function createInstitutionService(needs: {
  institutions: InstitutionStore
  audit: AuditTrail
  clock: Clock
  /** Told when an institution works by other settings than before, so that nothing kept in this process outlives them. */
  settingsChanged(institutionId: string): void
}) {
  const { institutions, audit, clock } = needs

  async function get(actor: Actor, id: string): Promise<Institution> {
    mustReach(actor, id)
    const found = await institutions.byId(id)
    if (!found) throw new NotFound('institution')
    return found
  }

  return {
    /** Makes a tenant. Throws Forbidden unless the actor looks after the whole installation. */
    async create(actor: Actor, asked: NewInstitution): Promise<Institution> {
      mustManageInstallation(actor)
      const at = clock.now()
      const institution = await institutions.add({
        name: asked.name,
        url: asked.url ?? null,
        colour: asked.colour ?? defaultColour,
        settings: defaultSettings,
        createdAt: at,
      })
      const { id } = institution
      await audit.record({
        institutionId: id,
        actor,
        action: 'institution.created',
        subject: `institution:${id}`,
        at,
      })
      return institution
    },
    /** Those the actor may see, by name. */
    async list(actor: Actor): Promise<Institution[]> {
      return institutions.list(reach(actor))
    },
    /** Throws NotFound where there is none or it is not theirs. */
    get,
    /** Throws NotFound, and Forbidden for an auditor. What stays as it was leaves no trace. */
    async changeSettings(actor: Actor, id: string, wanted: InstitutionSettings): Promise<void> {
      mustManage(actor, id)
      const { settings } = await get(actor, id)
      const changes = settingChanges(settings, wanted)
      if (changes.length === 0) return
      await institutions.changeSettings(id, changes)
      needs.settingsChanged(id)
      await audit.record({
        institutionId: id,
        actor,
        action: 'institution.settings-changed',
        subject: `institution:${id}`,
        changes: changes.map(({ name, before, after }) => ({ what: name, before, after })),
        at: clock.now(),
      })
    },
  }
}

export type InstitutionService = ReturnType<typeof createInstitutionService>
