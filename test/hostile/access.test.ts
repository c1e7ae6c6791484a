import { expect } from 'chai'
import { createApp } from '../../src/app.js'
import { ask, type Answer } from './asking.js'
import { routesOf, type Route } from './routeList.js'
import { lastOfAll, ofTheProtocol, rules, type Expected, type Rule } from './rules.js'
import { knockers, startTown, type Knocker, type Town } from './town.js'
import type { Ids } from './wholeStory.js'

const idIn: Record<string, string> = {
  assess: 'trialId',
  coachings: 'coachingId',
  invitations: 'jointId',
  declarations: 'declarationId',
  dispensations: 'dispensationId',
  submissions: 'submissionId',
  assessments: 'assessmentId',
  achievements: 'microCredentialId',
  uploads: 'uploadId',
  norming: 'normingId',
  snippets: 'snippetId',
  badges: 'awardId',
  issuers: 'institutionId',
  status: 'listId',
  'ob2/assertions': 'awardId',
  'ob2/badges': 'microCredentialId',
  'ob2/issuers': 'institutionId',
}

/** A route in the words of the rules: patterns as paths, and every id by the name of what it is. */
function named({ method, path }: Route): string {
  const plain = path.replaceAll('\\/', '/').replaceAll('\\.', '.').replace(/^\^/, '').replace(/\$$/, '')
  const room = /^\/(ob2\/\w+|\w+)/.exec(plain)?.[1] ?? ''
  const id = `:${idIn[room] ?? 'id'}`
  return `${method} ${plain.replace('([\\w-]+)', id).replace(/:id\b/, id)}`
}

describe('who may do what', function () {
  this.timeout(120_000)
  let town: Town
  before(async () => {
    town = await startTown()
  })
  after(() => town.close())

  const nonsense: Ids = new Proxy<Ids>({}, { get: () => 'b7f2c1de-0000-4000-8000-000000000000' })
  const knock = (key: string, { fields }: Rule, who: Knocker, ids: Ids): Promise<Answer> => {
    const [method = '', pattern = ''] = key.split(' ')
    const path = pattern.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '').replace('*file', 'none.css')
    return ask(town.world, town.sessions[who], { method, path, fields: { ...fields, ...fill(fields) } })
  }
  const fill = (fields: Record<string, string>): Record<string, string> =>
    'microCredentialId' in fields ? { microCredentialId: town.ids['microCredentialId'] ?? '' } : {}

  /** Refused first, so that what the welcome change does not change the answer to the others. */
  const inOrder = ({ expected }: Rule) =>
    [...knockers].sort((one, other) => Number(expected[one] === 'yes') - Number(expected[other] === 'yes'))

  it('has a rule for every route there is, and no rule for one there is not', () => {
    const routes = routesOf(createApp(town.world.tool.services))
      .filter(({ method }) => method !== 'OPTIONS')
      .map(named)
    const known = [...Object.keys(rules), ...Object.keys(lastOfAll), ...ofTheProtocol]
    expect(routes.filter((route) => !known.includes(route))).to.deep.equal([])
    expect(known.filter((route) => !routes.includes(route))).to.deep.equal([])
    expect(routes.length).to.be.greaterThan(60)
  })

  for (const [key, rule] of Object.entries({ ...rules, ...lastOfAll }))
    it(`${key} is for whom it is for`, async () => {
      const wrong: string[] = []
      for (const who of inOrder(rule)) {
        const answer = await knock(key, rule, who, town.ids)
        if (!fits(answer, rule.expected[who]))
          wrong.push(`${who}: ${told(answer)}, not ${String(rule.expected[who])}`)
        if (!key.includes(':')) continue
        const lost = await knock(key, rule, who, nonsense)
        if (lost.status === 200 || lost.status >= 500) wrong.push(`${who} with nonsense: ${told(lost)}`)
        if (answer.status === 404 && same(lost) !== same(answer))
          wrong.push(`${who} can tell what is not theirs from what is not there`)
        if (rule.expected[who] === 'yes' && lost.status !== 404)
          wrong.push(`${who} with nonsense: ${told(lost)}`)
      }
      expect(wrong).to.deep.equal([])
    })
})

function fits({ status, location }: Answer, expected: Expected): boolean {
  if (expected === 'door') return status === 303 && location === '/admin/sign-in'
  if (expected === 'yes')
    return [200, 201, 204, 303, 307, 409, 412, 422].includes(status) && location !== '/admin/sign-in'
  return status === expected
}

const told = ({ status, location }: Answer) => `${String(status)} ${location ?? ''}`.trim()

/** What an answer says, without what is new in each: the code for support and the form's token. */
function same({ status, body, headers }: Answer): string {
  const plain = body.replaceAll(/\b[0-9a-f]{8}\b/g, '').replaceAll(/value="[\w.-]{40,}"/g, '')
  return JSON.stringify([status, headers.get('cache-control'), headers.get('content-type'), plain])
}
