import { expect } from 'chai'
import { cast } from '../../src/practiceLms/cast.js'
import { reviewDestination, reviewWish } from '../../src/services/reviewArrival.js'
import { sendAttempt, storyOf } from '../support/story.js'
import { Visitor, type Page } from '../support/visitor.js'
import { startWorld, type World } from '../support/world.js'

const facilitator = cast.facilitators[0]!.key
const [sender, other, idle] = cast.educators.slice(2, 5).map(({ key }) => key) as [string, string, string]
const story = storyOf('calm-arrival')

for (const personality of ['moodle', 'canvas'] as const)
  describe(`opening somebody’s work from the LMS (${personality})`, () => {
    let world: World
    let assignment: string
    let submissionUrl: string

    before(async () => {
      world = await startWorld({ personality })
      assignment = world.lms.createAssignment({ title: 'Calm arrivals', lineItem: { scoreMaximum: 100 } }).id
      const teaching = await world.launch(facilitator, { assignment })
      const asked = await world.tool.services.catalogue.latest(world.institutionId, story.microCredential)
      await teaching.visitor.submit(teaching.page, 'form[action$="/mapping"]', {
        microCredentialId: asked!.id,
      })
      const { visitor, page } = await world.launch(sender, { assignment })
      const writing = await visitor.submit(page, 'form[action$="/submissions"]')
      await sendAttempt(visitor, writing, story.attempts[0]!)
      const begun = await world.launch(idle, { assignment })
      await begun.visitor.submit(begun.page, 'form[action$="/submissions"]')
      await world.sendScores()
      const attempt = world.lms.state.lineItems[0]?.grades
      submissionUrl = Object.values(attempt ?? {})[0]?.attempts.at(-1)?.data ?? ''
    })
    after(async () => {
      await world.close()
    })

    /** As the LMS opens it: Moodle by a message of its own, Canvas by the address that came with the score. */
    const open = async (viewer: string, owner: string): Promise<Page> => {
      if (personality === 'moodle')
        return (
          await world.launch(viewer, { assignment, message: 'LtiSubmissionReviewRequest', forPerson: owner })
        ).page
      const attempt = world.lms.grade(assignment, owner)?.attempts.at(-1)
      return (await world.launch(viewer, { assignment, targetLinkUri: attempt?.data ?? undefined })).page
    }

    it('shows the right work to a teacher', async () => {
      const page = await open(facilitator, sender)
      expect(page.url.pathname).to.match(/^\/submissions\//)
      expect(page.$('h1').text()).to.contain(cast.educators.find(({ key }) => key === sender)!.givenName)
      if (personality === 'canvas') expect(submissionUrl).to.equal(`${world.url}${page.url.pathname}`)
    })

    it('shows a learner her own', async () => {
      const page = await open(sender, sender)
      expect(page.url.pathname).to.match(/^\/assignments\//)
      expect(page.text)
        .to.match(/assessor/i)
        .and.not.to.contain('Not started')
    })

    it('tells anybody else kindly that it is not theirs, and shows nothing', async () => {
      const page = await (personality === 'moodle'
        ? forced(other, sender)
        : world.launch(other, { assignment, targetLinkUri: submissionUrl }).then(({ page: shown }) => shown))
      expect(page.status).to.equal(200)
      expect(page.text).to.contain('somebody else’s work')
      expect(page.html).not.to.contain(cast.educators.find(({ key }) => key === sender)!.name)
    })

    it('says that nothing has been sent yet, also where work is only begun', async () => {
      if (personality === 'canvas') return
      for (const owner of [idle, other]) {
        const page = await open(facilitator, owner)
        expect(page.text).to.contain('has not sent anything')
        expect(page.$('main a[href="/"]').length).to.equal(1)
      }
    })

    /** A request that an honest Moodle would not sign. */
    async function forced(viewer: string, owner: string): Promise<Page> {
      world.lms.tamper({
        claims: (honest) => ({
          ...honest,
          'https://purl.imsglobal.org/spec/lti/claim/for_user': { user_id: world.lms.userId(owner) },
        }),
      })
      const request = { assignment, message: 'LtiSubmissionReviewRequest' as const, forPerson: viewer }
      return (await world.launch(viewer, { ...request, visitor: new Visitor() })).page
    }
  })

describe('where a wish to see work leads', () => {
  const at = { assignment: null }
  it('reads it from the message or from our own address, and from nothing else', () => {
    const id = '0f8fad5b-d9cb-469f-a165-70867728950e'
    const link = { kind: 'resource-link' as const, reviewOf: null }
    expect(reviewWish({ ...link, targetUrl: `/submissions/${id}` })).to.deep.equal({ submissionId: id })
    for (const targetUrl of [
      '/',
      `/submissions/${id}/receipt`,
      `/submissions/${id}?x=1`,
      '/submissions/../admin',
    ])
      expect(reviewWish({ ...link, targetUrl }), targetUrl).to.equal(null)
  })

  it('never leads somebody without a staff role to work that is not theirs', () => {
    for (const roles of [[], ['educator'], ['observer']] as const) {
      const viewer = { personId: 'p', roles: [...roles] }
      for (const personId of ['q', null])
        expect(reviewDestination(viewer, at, { personId, submission: null })).to.equal(
          '/welcome?why=review_foreign',
        )
    }
  })
})
