import { expect } from 'chai'
import http from 'node:http'
import type { Page, Visitor } from '../support/visitor.js'
import { exe, html, mp4, png, svg, zip } from './files.js'
import { begin, EVIDENCE, JUDGEMENTS, press, sendAll, start, submissionIn, valuesOf } from './forms.js'
import { submissionWorld, type SubmissionWorld } from './world.js'

describe('bad input', () => {
  let world: SubmissionWorld
  let place: Awaited<ReturnType<SubmissionWorld['course']>>
  let amal: Visitor
  let page: Page

  before(async () => {
    world = await submissionWorld()
    place = await world.course('Foundations <script>alert(1)</script>')
    amal = await world.enrol(place, 'amal', ['educator'], 'Amal')
    page = await start(world, place, amal)
  })
  after(() => world.stop())

  const reopen = () => amal.open(`${world.origin}/assignments/${place.assignment.id}`)

  describe('files', () => {
    const refused: [string, string, Buffer][] = [
      ['a zip named .mp4', 'lesson.mp4', zip],
      ['a page named .png', 'photo.png', html],
      ['a drawing that can run', 'photo.svg', svg],
      ['a program', 'photo.jpg', exe],
      ['a script', 'photo.js', Buffer.from('alert(1)')],
      ['a document where pictures are asked for', 'plan.pdf', Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj\n')],
      ['nothing at all', 'empty.png', Buffer.alloc(0)],
      ['more than the slot takes', 'long.mp4', mp4(200_001)],
    ]
    for (const [what, name, content] of refused)
      it(`${what} is refused in plain words, nothing is kept of it, and nothing typed is lost`, async () => {
        page.$('#text-story').text(`Beside ${what}.`)
        const shown = await amal.upload(page, EVIDENCE, 'file-photo', { name, content, type: 'video/mp4' })
        expect(shown.status).to.equal(422)
        expect(shown.$('.error-summary a').attr('href')).to.equal('#file-photo')
        expect(shown.$('#text-story').val()).to.equal(`Beside ${what}.`)
        expect(shown.text).to.not.include('submissions.upload')
        expect(await world.filesOnDisk()).to.deep.equal([])
        page = shown
      })

    it('an upload that breaks off at 90 % leaves nothing behind and changes nothing', async () => {
      const boundary = 'xxxxxxxx'
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="file-photo"; filename="a.mp4"\r\n\r\n`
      const content = mp4(150_000)
      const cookie = Object.entries(amal.cookies(world.origin))
        .map(([key, value]) => `${key}=${value}`)
        .join('; ')
      const before = await world.submissionStore.find('inst-1', submissionIn(page))
      await new Promise<void>((resolve) => {
        const request = http.request(new URL(page.$(EVIDENCE).attr('action') ?? '', page.url), {
          method: 'POST',
          headers: {
            cookie,
            origin: world.origin,
            'content-type': `multipart/form-data; boundary=${boundary}`,
            'content-length': head.length + content.length + 20,
          },
        })
        request.on('error', () => {
          resolve()
        })
        request.write(head)
        request.write(content.subarray(0, 135_000), () => setTimeout(() => request.destroy(), 50))
      })
      for (let tries = 0; tries < 40 && (await world.filesOnDisk()).length > 0; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 25))
      expect(await world.filesOnDisk()).to.deep.equal([])
      expect(await world.submissionStore.find('inst-1', submissionIn(page))).to.deep.equal(before)
    })
  })

  describe('text', () => {
    it('20 MB in a plain form is answered with a 413 page', async () => {
      const answer = await press(amal, page, `/submissions/${submissionIn(page)}/drafts`, {
        'text-story': 'a'.repeat(20_000_000),
      })
      expect(answer.status).to.equal(413)
      expect(answer.text).to.include('too big')
    })
    it('20 MB in a form with files is answered with a 413 page', async () => {
      page.$('#text-story').text('a'.repeat(20_000_000))
      const answer = await amal.upload(page, EVIDENCE, 'file-photo', { name: 'room.png', content: png })
      expect(answer.status).to.equal(413)
      expect(await world.filesOnDisk()).to.deep.equal([])
      page = await reopen()
    })
    it('far more than a slot asks for is a 422 that keeps it all on the page and the beginning in the draft', async () => {
      const long = 'word '.repeat(21_000)
      const shown = await amal.submit(page, EVIDENCE, { 'text-story': long })
      expect(shown.status).to.equal(422)
      expect(String(shown.$('#text-story').val())).to.equal(long)
      expect(String((await reopen()).$('#text-story').val())).to.have.length(100_000)
      page = shown
    })
    it('markup and script are shown as the text they are', async () => {
      const words = '<img src=x onerror=alert(1)> </textarea><script>alert(2)</script>'
      const shown = await amal.submit(page, EVIDENCE, {
        'text-story': words,
        'url-link': 'javascript:alert(3)',
      })
      expect(shown.$('#text-story').val()).to.equal(words)
      expect(shown.$('main script, main img').length).to.equal(0)
      expect(shown.$('.kicker').text()).to.include('<script>alert(1)</script>')
      expect(shown.$('a[href^="javascript:"]').length).to.equal(0)
      page = shown
    })
    it('a field given many times, or of a slot that does not exist, is refused or left alone', async () => {
      const shown = await amal.send(new URL(page.$(EVIDENCE).attr('action') ?? '', page.url), {
        ...valuesOf(page),
        'text-story': ['one', 'two'],
        'text-nonsense': 'x',
        'share-__proto__': 'yes',
        'answer-look-back-99': 'x',
      })
      expect(shown.status).to.equal(422)
      expect(shown.$('.error-summary a').attr('href')).to.equal('#text-story')
    })
    it('garbage in an assessor’s form is a 422 with what was written kept', async () => {
      const dina = await world.enrol(place, 'dina', ['assessor'])
      const omar = await world.enrol(place, 'omar', ['educator'])
      const id = await sendAll(world, place, omar)
      const shown = await begin(world, place, dina, id)
      const garbage = await dina.send(shown.url.href + '/finalisation', {
        ...valuesOf(shown, JUDGEMENTS),
        'level-plan': ['proficient', 'beginning'],
        'comment-plan': '<b>kept</b>',
        'level-room': 'no such level',
        'comment-hear': 'x'.repeat(10_001),
      })
      expect(garbage.status).to.equal(422)
      expect(garbage.$('#comment-plan').val()).to.equal('<b>kept</b>')
      expect(world.followers.finalised).to.deep.equal([])
    })
  })

  describe('two tabs', () => {
    it('an old tab does not overwrite newer words: both are kept and the person is told', async () => {
      const oldTab = await reopen()
      const newTab = await reopen()
      await amal.submit(newTab, EVIDENCE, { 'text-story': 'Newer words.' })
      const told = await amal.submit(oldTab, EVIDENCE, { 'text-story': 'Older words, typed at length.' })
      expect(told.status).to.equal(409)
      expect(told.text).to.include('You wrote this in two places')
      expect(told.$('#text-story').val()).to.equal('Newer words.')
      expect(told.text).to.include('Older words, typed at length.')
    })
    it('an old tab that saves by itself is told in the answer', async () => {
      const oldTab = await reopen()
      const newTab = await reopen()
      await amal.submit(newTab, EVIDENCE, { 'text-story': 'Newest words.' })
      const cookie = Object.entries(amal.cookies(world.origin))
        .map(([key, value]) => `${key}=${value}`)
        .join('; ')
      const answer = await fetch(new URL(oldTab.$(EVIDENCE).attr('data-autosave') ?? '', oldTab.url), {
        method: 'POST',
        headers: { cookie, accept: 'application/json', origin: world.origin },
        body: new URLSearchParams({ ...valuesOf(oldTab), 'text-story': 'Typed in the old tab.' }),
      })
      const told = (await answer.json()) as { savedAt: string; notice: string }
      expect(answer.status).to.equal(200)
      expect(told.notice).to.include('You changed this in another tab')
      expect((await reopen()).text).to.include('Typed in the old tab.')
    })
  })

  describe('ids of others', () => {
    const pages = (submission: string, assignment: string, cohort: string, assessment: string) => [
      `/submissions/${submission}`,
      `/submissions/${submission}/receipt`,
      `/assignments/${assignment}`,
      `/cohorts/${cohort}`,
      `/cohorts/${cohort}/queue`,
      `/assessments/${assessment}`,
      `/assessments/${assessment}/finalisation`,
    ]
    const posts = (submission: string, assignment: string, assessment: string) => [
      `/submissions/${submission}/drafts`,
      `/submissions/${submission}/sending`,
      `/submissions/${submission}/artefacts/photo/removal`,
      `/submissions/${submission}/assessments`,
      `/assignments/${assignment}/submissions`,
      `/assessments/${assessment}/drafts`,
      `/assessments/${assessment}/finalisation`,
    ]

    it('another institution, another course and another learner are all 404, and nothing is revealed', async () => {
      const elsewhere = await world.course('Another course', 'inst-2')
      const besides = await world.course('Beside it')
      const rami = await world.enrol(besides, 'rami', ['educator'], 'Rami')
      const lina = await world.enrol(besides, 'lina', ['assessor'])
      const submission = await sendAll(world, besides, rami)
      const assessment = (await begin(world, besides, lina, submission)).url.pathname.split('/')[2] ?? ''
      const stranger = await world.enrol(elsewhere, 'boss', ['facilitator', 'assessor', 'educator'])
      const colleague = await world.enrol(place, 'colleague', ['assessor'])
      for (const who of [stranger, colleague, amal]) {
        const _csrf = await world.token(who)
        for (const path of pages(submission, besides.assignment.id, besides.cohort.id, assessment)) {
          const shown = await who.open(world.origin + path)
          expect(shown.status, path).to.equal(404)
          expect(shown.html).to.not.include('Rami')
        }
        for (const path of posts(submission, besides.assignment.id, assessment))
          expect((await who.send(world.origin + path, { _csrf })).status, path).to.equal(404)
      }
      for (const nonsense of ['x', '%00', "'", '$ne', 'a'.repeat(2_000)]) {
        const id = encodeURIComponent(nonsense)
        for (const path of [...pages(id, id, id, id), `/evidence/${id}`])
          expect((await amal.open(world.origin + path)).status, path).to.equal(404)
      }
    })

    it('what has not been sent is nobody else’s to see, not even an assessor’s', async () => {
      const hala = await world.enrol(place, 'hala', ['educator'], 'Hala')
      const huda = await world.enrol(place, 'huda', ['assessor'])
      const started = await start(world, place, hala)
      const words = { 'text-story': 'Only mine so far.' }
      await hala.submit(started, EVIDENCE, words)
      const withFile = await hala.upload(started, EVIDENCE, 'file-photo', { name: 'a.png', content: png })
      const file = withFile.$('#slot-photo a[href^="/evidence/"]').attr('href') ?? ''
      const seen = await huda.open(`${world.origin}/submissions/${submissionIn(withFile)}`)
      expect(seen.status).to.equal(200)
      expect(seen.html).to.not.include('Only mine so far.')
      expect((await huda.open(world.origin + file)).status).to.equal(404)
      const _csrf = await world.token(huda)
      const begun = `/submissions/${submissionIn(withFile)}/assessments`
      expect((await huda.send(world.origin + begun, { _csrf })).status).to.equal(409)
    })

    it('somebody who is here without a role can read what is asked and start nothing', async () => {
      const guest = await world.enrol(place, 'guest', [])
      const page = await guest.open(`${world.origin}/assignments/${place.assignment.id}`)
      expect(page.status).to.equal(200)
      expect(page.text).to.include('You can read what is asked here.')
      expect(page.$('form[action$="/submissions"]').length).to.equal(0)
      const _csrf = await world.token(guest)
      const refused = await guest.send(`${world.origin}/assignments/${place.assignment.id}/submissions`, {
        _csrf,
      })
      expect(refused.status).to.equal(403)
    })

    it('a form without its token is refused, with files too', async () => {
      const path = `/submissions/${submissionIn(page)}/drafts`
      expect((await amal.send(world.origin + path, { 'text-story': 'x' })).status).to.equal(403)
      const before = await world.filesOnDisk()
      page.$(EVIDENCE).attr('action', path)
      const upload = { name: 'room.png', content: png }
      expect((await amal.upload(page, EVIDENCE, 'file-photo', upload)).status).to.equal(403)
      expect(await world.filesOnDisk()).to.deep.equal(before)
    })
  })
})
