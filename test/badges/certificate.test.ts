import { expect } from 'chai'
import { drawCertificate, isLatin } from '../../src/badges/certificate.js'
import { drawBadge, rasterize } from '../../src/badges/art/badgeArt.js'
import type { IssuedAward } from '../../src/badges/award.js'
import { awardFrom } from '../../src/badges/awardIssuing.js'
import { soundGrounds } from './sample.js'

const picture = rasterize(drawBadge({ key: 'a', criteria: [], issuerColour: '#2f6f62' }), 64)
const awardOf = (name: string): IssuedAward => ({
  ...awardFrom(soundGrounds({ person: { id: 'p', name, email: null, ltiUserId: null } })),
  issued: { at: new Date('2026-03-02T00:00:00Z'), credential: '{"a":1}', jwt: 'a.b.c' },
  statusListId: 'list',
  statusIndex: 1,
})

describe('the certificate', () => {
  for (const name of ['Zoë Müller-O’Brien', 'نور حدّاد', 'Оксана Шевченко', '阮氏梅'])
    it(`is one page for ${name}, with the signed credential attached`, async () => {
      const pdf = (await drawCertificate(awardOf(name), picture, 'https://cairn.example/badges/1')).toString(
        'latin1',
      )
      expect(pdf).to.match(/^%PDF-/)
      expect(pdf.match(/\/Type \/Page\b/g)).to.have.length(1)
      expect(pdf).to.contain('credential.json')
    })

  it('knows which names its letters can write', () => {
    expect([isLatin('Zoë Müller-O’Brien'), isLatin('نور'), isLatin('Đặng')]).to.deep.equal([
      true,
      false,
      false,
    ])
  })
})
