import { expect } from 'chai'
import { caseFile } from '../catalogue/caseFile.js'
import { startWorkshop, type Workshop } from './workshop.js'

describe('frameworks and whole catalogues in the console', function () {
  this.timeout(60_000)
  let workshop: Workshop
  const home = () => workshop.home
  const as: Workshop['as'] = (name) => workshop.as(name)
  const version: Workshop['version'] = (key) => workshop.version(key)
  const desk: Workshop['desk'] = (key) => workshop.desk(key)
  const save: Workshop['save'] = (...given) => workshop.save(...given)

  before(async () => {
    workshop = await startWorkshop()
  })
  after(() => workshop.world.close())

  it('takes a framework in from a file, and its items into the alignment of a draft', async () => {
    const shelf = await as('ada').open(`${home()}/catalogue`)
    await as('ada').submit(shelf, 'form[action$="/catalogue"]', { title: 'Wait time' })
    const page = await as('ada').open(`${home()}/catalogue-frameworks`)
    const send = (content: string) =>
      as('ada').upload(page, 'form[action*="/files"]', 'file', {
        name: 'case.json',
        content: Buffer.from(content),
      })
    const broken = await send(JSON.stringify({ ...caseFile(), CFItems: [] }))
    expect([broken.status, broken.$('.error-summary code').text()]).to.deep.equal([422, 'CFItems'])
    expect((await send('not JSON')).status).to.equal(422)
    expect((await send(JSON.stringify(caseFile()))).text).to.contain('Standards for Educators')
    const refused = await as('ada').submit(page, 'form[action$="/addresses"]', { url: 'nowhere' })
    expect([refused.status, refused.$('#url').val()]).to.deep.equal([422, 'nowhere'])

    const search = await as('ada').open(`${await desk('wait-time')}/framework-items?words=families`)
    const picked = await as('ada').submit(search, 'form[action$="/framework-items"][method=post]')
    expect(picked.url.pathname).to.match(/\/sections\/alignment$/)
    const { alignment } = await version('wait-time')
    expect(alignment).to.have.length(1)
    expect(alignment[0]).to.include({ targetUrl: caseFile().CFItems[1]!.uri, targetCode: 'S.2' })
    await save('ada', picked, { 'alignment.0.targetDescription': 'Ours' })
    expect((await version('wait-time')).alignment[0]?.caseId).to.equal(caseFile().CFItems[1]!.identifier)
  })

  it('gives the whole catalogue out and takes it back in, whole or not at all', async () => {
    const out = await as('odo').open(`${home()}/catalogue-exchange/document`)
    const document = out.html
    expect(out.headers.get('content-disposition')).to.contain('catalogue.json')
    const page = await as('boss').open(`${home()}/catalogue-exchange`)
    const send = (content: string) =>
      as('boss').upload(page, 'form[action*="/catalogue-exchange"]', 'file', {
        name: 'catalogue.json',
        content: Buffer.from(content),
      })
    expect((await send(document)).text).to.contain('New versions: 0')
    const bad = await send(document.replace('cairn.catalogue.v1', 'cairn.catalogue.v0'))
    expect([bad.status, bad.$('.error-summary code').text()]).to.deep.equal([422, 'format'])
    expect((await send('')).status).to.equal(422)
    expect((await as('ada').open(`${home()}/catalogue-exchange`)).$('form[enctype]').length).to.equal(0)
  })
})
