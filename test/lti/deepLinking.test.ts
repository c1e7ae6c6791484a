import { expect } from 'chai'
import { decodeJwt, exportPKCS8, generateKeyPair } from 'jose'
import { fixedClock } from '../../src/clock/clock.js'
import { contentItem, createDeepLinking, type LinkToPlace } from '../../src/lti/deepLinking.js'
import type { DeepLinkingSettings } from '../../src/lti/launch.js'
import type { Registration } from '../../src/lti/ports.js'
import { claim } from '../../src/lti/vocabulary.js'

const link: LinkToPlace = {
  title: 'Safety',
  url: 'https://cairn.example/lti/launch',
  custom: { cairn_mapping: 'm' },
  points: 20,
}
const honest: DeepLinkingSettings = {
  returnUrl: 'https://school.example/return?id=1',
  acceptTypes: ['ltiResourceLink'],
  acceptMultiple: true,
  acceptLineItem: true,
}

/** The last gate before an answer is signed: what a page decided is held once more to what the platform asked for. */
describe('the answer to a deep-linking request', () => {
  let privateKey: string
  before(async () => {
    privateKey = await exportPKCS8((await generateKeyPair('RS256', { extractable: true })).privateKey)
  })

  const platform: Registration = {
    id: 'r',
    institutionId: 'i',
    issuer: 'http://lms.example',
    clientId: 'client',
    authUrl: 'http://lms.example/auth',
    tokenUrl: 'http://lms.example/token',
    jwksUrl: 'http://lms.example/keys',
    hosts: ['lms.example'],
    family: 'other',
    status: 'active',
    name: null,
    origins: [],
  }
  const answer = (
    settings: Partial<DeepLinkingSettings>,
    links: LinkToPlace[],
    changed: Partial<Registration> = {},
  ) => {
    const deployment = { id: 'd', registrationId: 'r', deploymentId: 'their 7', status: 'active' as const }
    const registry = {
      registration: () => Promise.resolve({ ...platform, ...changed }),
      deployment: () => Promise.resolve(deployment),
    }
    const current = () => Promise.resolve({ kid: 'k', privateKey })
    const clock = fixedClock('2026-03-02T09:00:00Z')
    const build = createDeepLinking({ registry, toolKeys: { current }, clock })
    return build({ registrationId: 'r', deploymentId: 'd' }, { ...honest, ...settings }, links)
  }
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'answered',
      (error: Error) => Reflect.get(error, 'code') as string,
    )
  const claimsOf = async (settings: Partial<DeepLinkingSettings>, links: LinkToPlace[]) =>
    decodeJwt((await answer(settings, links)).jwt)

  it('gives data back to the letter, also the empty text, and none where none came', async () => {
    for (const data of ['opaque "text" & more', ''])
      expect((await claimsOf({ data }, [link]))[claim.deepLinkingData]).to.equal(data)
    expect(await claimsOf({}, [link])).not.to.have.property(claim.deepLinkingData)
  })

  it('speaks to the platform that asked, about its deployment, for five minutes, with a number of its own', async () => {
    const [one, two] = [await claimsOf({}, [link]), await claimsOf({}, [link])]
    expect(one).to.include({ iss: 'client', aud: 'http://lms.example', [claim.deploymentId]: 'their 7' })
    expect((one.exp ?? 0) - (one.iat ?? 0)).to.equal(300)
    expect(one['nonce']).to.be.a('string').and.not.to.equal(two['nonce'])
  })

  it('is an empty list when somebody cancels, whatever the platform accepts', async () => {
    const cancelled = await claimsOf({ acceptTypes: [], acceptMultiple: false, data: 'd' }, [])
    expect(cancelled).to.deep.include({ [claim.contentItems]: [], [claim.deepLinkingData]: 'd' })
  })

  it('holds to accept_multiple and accept_types', async () => {
    expect(await codeOf(answer({ acceptMultiple: false }, [link]))).to.equal('answered')
    expect(await codeOf(answer({ acceptMultiple: false }, [link, link]))).to.equal(
      'lti.deep-linking-settings',
    )
    expect(await codeOf(answer({ acceptTypes: ['html'] }, [link]))).to.equal('lti.deep-linking-settings')
  })

  it('goes to no address that is hostile, and from no platform that is off', async () => {
    for (const returnUrl of [
      'javascript:alert(1)',
      'data:text/html,x',
      'http://stranger.example/',
      'ftp://lms.example/',
    ])
      expect(await codeOf(answer({ returnUrl }, [link])), returnUrl).to.equal('lti.deep-linking-return')
    expect(await codeOf(answer({ returnUrl: 'http://lms.example/back' }, [link]))).to.equal('answered')
    expect(await codeOf(answer({}, [link], { status: 'disabled' }))).to.equal('not_found')
    expect(await codeOf(answer({}, [link], { id: 'another' }))).to.equal('not_found')
  })

  it('carries dates in UTC where there are some, and a page without a grade carries no column', () => {
    const dated = contentItem({
      ...link,
      availableFrom: new Date('2026-03-02T08:00:00+02:00'),
      dueAt: new Date('2026-03-08T23:59:00Z'),
    })
    expect(dated).to.deep.include({
      available: { startDateTime: '2026-03-02T06:00:00.000Z' },
      submission: { endDateTime: '2026-03-08T23:59:00.000Z' },
      custom: { cairn_mapping: 'm' },
    })
    const { title, url } = link
    expect(contentItem({ title, url, custom: { cairn_page: 'cairn' } })).to.deep.equal({
      type: 'ltiResourceLink',
      title,
      url,
      custom: { cairn_page: 'cairn' },
    })
    expect(contentItem(link)).not.to.have.any.keys('available', 'submission')
  })
})
