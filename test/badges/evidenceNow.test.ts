import { expect } from 'chai'
import { tellStory, type Place } from '../hostile/wholeStory.js'
import { startWorld, type World } from '../support/world.js'

const words = 'A plan with students in it, to be read while they agree.'

describe('evidence of students on the page of a badge', () => {
  let world: World
  let place: Place
  before(async () => {
    world = await startWorld()
    place = await tellStory(world, world, {
      attempt: (attempt) => ({
        ...attempt,
        answers: attempt.answers.map((answer) =>
          answer.kind === 'text' ? { ...answer, text: `${words} ${answer.text}` } : answer,
        ),
      }),
      evidence: (slots) =>
        Object.fromEntries(
          slots.flatMap((slot) => [
            [`students-${slot}`, 'some'],
            [`consent-${slot}`, 'yes'],
            [`audience-${slot}`, 'public'],
          ]),
        ),
    })
  })
  after(() => world.close())

  const address = (suffix = '') => `${world.url}/badges/${place.ids['awardId']!}${suffix}`
  const shown = async () => (await place.educator.open(address())).text.includes(words)

  it('is named in what is signed, and never contained in it', async () => {
    expect(await shown()).to.equal(true)
    const signed = (await place.educator.open(address('.json'))).html
    expect(signed).to.include('as long as consent lasts')
    expect(signed).not.to.include(words)
  })

  it('is shown while consent lasts and its educator wants it, asked anew at each look', async () => {
    const permissions = `${world.url}/submissions/${place.ids['submissionId']!}/permissions`
    const permit = async (consent: Record<string, string>) => {
      const page = await place.educator.open(permissions)
      const slots = page
        .$('form[action$="/permission"]')
        .toArray()
        .map((form) => /artefacts\/([^/]+)\//.exec(form.attribs['action'] ?? '')?.[1] ?? '')
      for (const slot of slots)
        await place.educator.submit(
          page,
          `form[action*="/artefacts/${slot}/"]`,
          Object.fromEntries(Object.entries(consent).map(([name, value]) => [`${name}-${slot}`, value])),
        )
      return shown()
    }
    expect(await permit({ 'consent-until': '2020-01-01' })).to.equal(false)
    expect((await place.educator.open(permissions)).text).to.include('the consent has run out')
    expect(await permit({ 'consent-until': '2199-01-01' })).to.equal(true)
    expect(await permit({ audience: 'assessors' })).to.equal(false)
    expect(await permit({ audience: 'public', consent: '' })).to.equal(false)
    expect(await permit({ audience: 'public', students: 'none' })).to.equal(true)
  })

  it('of a file that was deleted on request is shown since when; the badge itself stays as it was signed', async () => {
    const signed = (await place.educator.open(address('.json'))).html
    const files = await place.educator.open(`${world.url}/submissions/${place.ids['submissionId']!}/files`)
    expect(files.text).to.include('Your badge and your assessor’s answer stay')
    await place.educator.submit(files, 'form[action$="/erasure"]', { reason: 'A parent asked' })
    expect((await place.educator.open(address())).text).to.match(/The file was deleted on \w+day, /)
    expect((await place.educator.open(address('.json'))).html).to.equal(signed)
  })
})
