import { expect } from 'chai'
import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import { readShippedMicroCredentials } from '../../src/catalogue/shippedCatalogue.js'
import type { Locale } from '../../src/web/locale.js'
import { createViewEnvironment, viewContext } from '../../src/web/views.js'
import { soundContent } from './sample.js'

const of = (content: MicroCredential | ReturnType<typeof soundContent>): MicroCredential => ({
  ...{ id: 'mc-1', institutionId: 'school', key: 'wait-time', version: 1, published: null },
  ...content,
})

function render(macro: string, mc: MicroCredential, locale: Locale = 'en', values: object = {}): string {
  const name = macro.slice(0, macro.indexOf('('))
  const source = `{% from "catalogue/microCredential.njk" import ${name} with context %}{{ ${macro} }}`
  return createViewEnvironment().renderString(source, { ...viewContext(locale), mc, ...values })
}

describe('the pages of a micro-credential', () => {
  for (const { key, content } of readShippedMicroCredentials()) {
    for (const locale of ['en', 'ar'] as const) {
      it(`show all of ${key} in ${locale}, with no text key left untranslated`, () => {
        const html = render('whole(mc)', of(content), locale)
        expect(html).not.to.match(/catalogue\.[a-z]|forms\.[a-z]|undefined|\[object|NaN/)
        expect(html.match(/class="level"/g)).to.have.length(content.rubric.criteria.length * 4)
        const { pick } = viewContext(locale)
        for (const { asks } of content.rubric.criteria) expect(html).to.include(pick(asks).slice(0, 12))
      })
    }
  }

  it('put the reader’s own state first and in the open', () => {
    const html = render("hours(mc, jurisdiction='WA')", of(readShippedMicroCredentials()[0]!.content))
    expect(html.indexOf('in Washington')).to.be.lessThan(html.indexOf('in Arizona'))
    expect(html.slice(0, html.indexOf('<details>'))).to.include('Puget Sound')
  })

  it('mark the level given and the words beside it, on that criterion only', () => {
    const judgements = [{ criterionId: 'waiting', levelId: 'proficient', comment: 'You counted.' }]
    const html = render('rubricCards(mc, judgements=judgements)', of(soundContent()), 'en', { judgements })
    expect(html.match(/level--chosen/g)).to.have.length(1)
    expect(html).to.include('You counted.')
  })

  it('print what an author typed as text, never as markup', () => {
    const html = render('whole(mc)', of(soundContent({ method: { en: '<script>alert(1)</script>' } })))
    expect(html).not.to.include('<script>')
    expect(html).to.include('&lt;script&gt;')
  })

  it('say the limits of a slot in words', () => {
    const [trauma] = readShippedMicroCredentials()
    const limits = trauma!.content.slots.map((slot) =>
      render('slotLimits(slot)', of(trauma!.content), 'en', { slot }).trim(),
    )
    expect(limits[0]).to.equal('60 to 300 words')
    expect(limits[1]).to.match(/^Document or picture, up to 20 MB$/)
    expect(limits[3]).to.match(/^Sound, video, picture or document, up to 200 MB$/)
  })

  it('show a place nobody has named in the locale files by its code', () => {
    const html = render(
      'hours(mc)',
      of(soundContent({ countsFor: [{ jurisdiction: 'OR', text: { en: 'Maybe.' } }] })),
    )
    expect(html).to.include('What they count for in OR')
  })
})
