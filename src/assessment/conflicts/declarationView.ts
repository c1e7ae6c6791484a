import type { PeopleNames } from '../../identity/person.js'
import type { Declaration } from './declaration.js'

/** Declarations with the names of both, for those who may know them. */
export async function withNames(
  people: PeopleNames,
  institutionId: string,
  declarations: readonly Declaration[],
) {
  const madeBy = ({ declared }: Declaration) => /^person:(.+)$/.exec(declared.by)?.[1]
  const ids = declarations.flatMap((one) => [one.assessorId, one.educatorId, madeBy(one) ?? []].flat())
  const names = await people.names(institutionId, [...new Set(ids)])
  return declarations.map((one) => {
    const by = madeBy(one)
    return {
      ...one,
      assessor: names.get(one.assessorId) ?? null,
      educator: names.get(one.educatorId) ?? null,
      /** Themselves, somebody by name, or staff. */
      by: by === one.assessorId ? 'assessor' : by === undefined ? 'staff' : 'person',
      byName: by === undefined ? null : (names.get(by) ?? null),
    }
  })
}
