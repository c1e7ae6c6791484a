import { systemClock } from '../../src/clock/clock.js'
import { operator } from '../../src/audit/actor.js'
import { cast } from '../../src/practiceLms/cast.js'
import { addTenant, type Tenant } from '../support/tenant.js'
import { Visitor } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'
import { arriveAs, tellStory, type Ids, type Place } from './wholeStory.js'

/** Everybody who may knock. `foreign…` belong to another institution of the same installation. */
export const knockers = [
  'stranger',
  'owner',
  'learner',
  'assessor',
  'facilitator',
  'observer',
  'nobody',
  'foreignFacilitator',
  'administrator',
  'auditor',
  'foreignAuditor',
  'coach',
] as const
export type Knocker = (typeof knockers)[number]

/** An installation with two institutions, a whole story in each, and a session of everybody. */
export interface Town {
  world: World
  other: Tenant
  /** One id of each kind, of the first institution and of the other. */
  ids: Ids
  otherIds: Ids
  sessions: Record<Knocker, Visitor>
  close(): Promise<void>
}

export async function startTown(): Promise<Town> {
  const world = await startWorld()
  const { services } = world.tool
  const other = await addTenant(world.tool, {
    name: 'Mountain College',
    personality: 'moodle',
    clock: systemClock,
  })
  const here = await tellStory(world, world)
  const there = await tellStory(world, other)

  const password = 'correct horse battery'
  const signIn = async (role: 'administrator' | 'auditor', { institutionId }: Tenant): Promise<Visitor> => {
    const email = `${role}@${institutionId}.example.org`
    await services.staff.create(operator, { email, name: 'Sam', password, role, institutionId })
    const visitor = new Visitor()
    await visitor.submit(await visitor.open(`${world.url}/admin`), 'main form', { email, password })
    return visitor
  }
  const arrive = async (number: number, role: Parameters<typeof arriveAs>[2], place: Place = here) =>
    (await arriveAs(place.tenant, cast.educators[number]!.key, role, place.assignment)).visitor

  const { institutionId } = world
  const owner = { institutionId, personId: here.ids['personId']! }
  await services.keptForms.keep({ ...owner, action: '/assignments/x/week', fields: { week: '1' } })
  const [kept] = await services.keptForms.of(owner)

  return {
    world,
    other,
    ids: { ...here.ids, keptFormId: kept!.id },
    otherIds: there.ids,
    sessions: {
      stranger: new Visitor(),
      owner: here.educator,
      learner: await arrive(3, 'educator'),
      assessor: here.assessor,
      facilitator: here.facilitator,
      observer: await arrive(4, 'observer'),
      nobody: await arrive(5, 'none'),
      foreignFacilitator: there.facilitator,
      administrator: await signIn('administrator', world),
      auditor: await signIn('auditor', world),
      foreignAuditor: await signIn('auditor', other),
      coach: here.coach,
    },
    close: async () => {
      await other.lms.close()
      await world.close()
    },
  }
}
