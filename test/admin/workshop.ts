import { operator, type StaffRole } from '../../src/audit/actor.js'
import type { StoredMicroCredential } from '../../src/catalogue/microCredentialStore.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const password = 'correct horse battery'
const roles = {
  ada: 'author',
  bo: 'author',
  boss: 'administrator',
  odo: 'auditor',
} as const satisfies Record<string, StaffRole>
type Name = keyof typeof roles

/** A world with two authors, an administrator and an auditor, signed in at the console. */
export interface Workshop {
  world: World
  /** The address of the institution in the console. */
  home: string
  as(name: Name): Visitor
  /** The newest version of a key. */
  version(key: string): Promise<StoredMicroCredential>
  /** The address of that version. */
  desk(key: string): Promise<string>
  /** The whole form of a section, with some of it typed anew and one button pressed. */
  save(who: Name, page: Page, fields: Record<string, string | string[]>, act?: string): Promise<Page>
}

export async function startWorkshop(): Promise<Workshop> {
  const world = await startWorld()
  const { institutionId } = world
  const { staff, catalogue } = world.tool.services
  const people = new Map<Name, Visitor>()
  for (const name of Object.keys(roles) as Name[]) {
    const account = { email: `${name}@example.org`, password }
    await staff.create(operator, { ...account, name, institutionId, role: roles[name] })
    const visitor = new Visitor()
    await visitor.submit(await visitor.open(`${world.url}/admin`), 'main form', account)
    people.set(name, visitor)
  }
  const home = `${world.url}/admin/institutions/${institutionId}`
  const as = (name: Name) => people.get(name)!
  const version = async (key: string) =>
    (await catalogue.shelf(operator, institutionId)).find(({ newest }) => newest.key === key)!.newest
  return {
    ...{ world, home, as, version },
    desk: async (key) => `${home}/catalogue/${(await version(key)).id}`,
    save: (who, page, fields, act = 'save') =>
      as(who).submit(page, 'form:has([name=mark])', { ...fields, act }),
  }
}
