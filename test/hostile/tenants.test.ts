import { expect } from 'chai'
import { arriveAs, captured } from './wholeStory.js'
import { ask, type Answer } from './asking.js'
import { rules } from './rules.js'
import { snapshotOf } from './snapshot.js'
import { knockers, startTown, type Knocker, type Town } from './town.js'
import { cast } from '../../src/practiceLms/cast.js'

/** Rooms everybody may enter: what they show is public by design. */
const isPublic = (key: string) => Object.values(rules[key]!.expected).every((expected) => expected === 'yes')

describe('two institutions in one installation', function () {
  this.timeout(120_000)
  let town: Town
  before(async () => {
    town = await startTown()
  })
  after(() => town.close())

  const visit = (who: Knocker, key: string, ids: Record<string, string>): Promise<Answer> => {
    const [method = '', pattern = ''] = key.split(' ')
    const path = pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '')
    const fields = { ...rules[key]!.fields }
    if ('microCredentialId' in fields) fields['microCredentialId'] = ids['microCredentialId'] ?? ''
    return ask(town.world, town.sessions[who], { method, path, fields })
  }
  const idsIn = (key: string) =>
    [...key.matchAll(/:(\w+)/g)].map(([, name]) => name ?? '').filter((name) => name !== 'lms')

  it('nobody of one reads or changes anything of the other, whatever ids they put into an address', async () => {
    const before = await snapshotOf(town.world, town.otherIds['institutionId']!)
    const open: string[] = []
    for (const key of Object.keys(rules).filter((key) => idsIn(key).length > 0 && !isPublic(key)))
      for (const who of knockers.filter((who) => !who.startsWith('foreign'))) {
        const names = idsIn(key)
        const mixtures = names.map((name) => ({ ...town.ids, [name]: town.otherIds[name]! }))
        for (const ids of [town.otherIds, ...mixtures]) {
          // Slots have the same names everywhere.
          if (names.every((name) => ids[name] === town.ids[name])) continue
          const answer = await visit(who, key, ids)
          const door = answer.status === 303 && answer.location === '/admin/sign-in'
          if (!door && ![401, 403, 404].includes(answer.status))
            open.push(`${who}: ${key}: ${String(answer.status)}`)
        }
      }
    expect(open).to.deep.equal([])
    expect(await snapshotOf(town.world, town.otherIds['institutionId']!)).to.deep.equal(before)
  })

  it('no list of one names anything of the other', async () => {
    const theirs = Object.entries(town.otherIds).filter(
      ([name]) => !['slotId', 'lms', 'number', 'section', 'item'].includes(name),
    )
    for (const key of Object.keys(rules).filter((key) => key.startsWith('GET') && !isPublic(key)))
      for (const who of ['owner', 'assessor', 'facilitator', 'administrator', 'auditor'] as const) {
        const { body } = await visit(who, key, town.ids)
        for (const [name, id] of theirs)
          expect(body.includes(id), `${name} in ${key} for ${who}`).to.equal(false)
        expect(body, `${key} for ${who}`).to.not.include('Mountain College')
      }
  })

  it('a choice of the other’s micro-credential is refused like one that does not exist', async () => {
    const { ids, otherIds } = town
    for (const path of [
      `/assignments/${ids['assignmentId']!}/mapping`,
      `/deep-linking/${ids['requestId']!}/choice`,
    ])
      for (const microCredentialId of [otherIds['microCredentialId']!, 'nothing-at-all']) {
        const fields = { microCredentialId, item: microCredentialId }
        const answer = await ask(town.world, town.sessions.facilitator, { method: 'POST', path, fields })
        expect(answer.status, path).to.equal(422)
      }
  })

  it('an LMS that carries the other’s mapping in its launch opens nothing: the assignment proves nothing yet', async () => {
    const [mapped] = await town.world.tool.services.assignments.list(
      town.otherIds['institutionId']!,
      town.otherIds['cohortId']!,
    )
    const fresh = town.world.lms.createAssignment({ title: 'Borrowed', lineItem: { scoreMaximum: 100 } }).id
    const custom = 'https://purl.imsglobal.org/spec/lti/claim/custom'
    town.world.lms.tamper({
      claims: (claims) => ({ ...claims, [custom]: { cairn_mapping: mapped!.mappingId } }),
    })
    const { page } = await town.world.launch(cast.facilitators[2]!.key, { assignment: fresh })
    expect(page.url.pathname).to.match(/\/mapping$/)
  })

  it('the same person of both LMSs is two people, each with their own work', async () => {
    const key = cast.educators[2]!.key
    const fresh = town.other.lms.createAssignment({ title: 'Again', lineItem: { scoreMaximum: 100 } }).id
    const there = await arriveAs(town.other, key, 'educator', fresh)
    const home = captured(there.page, /\/cohorts\/([\w-]{36})/)
    expect(home).to.equal(town.otherIds['cohortId'])
    expect(
      (await there.visitor.open(`${town.world.url}/submissions/${town.ids['submissionId']!}`)).status,
    ).to.equal(404)
  })
})
