import { operator } from '../audit/actor.js'
import { markOf } from '../catalogue/sections.js'
import { staffActor } from '../identity/requestActor.js'
import type { Services } from '../services.js'
import { demoStaff, type DemoPlace } from './place.js'

/** The author's sign-in in the demo; it has the password of the console account. */
export const demoAuthor = { email: 'author@harbour.example', name: 'Samira Haddad' }

/** A next version on its way: written by an author, in review, with a comment that waits for an answer. */
export async function writeWorkshop({ staff, catalogue }: Services, place: DemoPlace): Promise<void> {
  const { institutionId } = place
  const { password } = demoStaff
  const author = staffActor(
    await staff.create(operator, { ...demoAuthor, password, institutionId, role: 'author' }),
  )
  const published = place.catalogue.find(({ key }) => key === 'cultural-responsiveness')
  if (!published) throw new Error('the shipped catalogue lacks cultural-responsiveness')
  const draft = await catalogue.nextVersion(author, institutionId, published.id)
  const hours = { section: 'hours' } as const
  await catalogue.write(author, institutionId, draft.id, hours, markOf(draft, hours), (content) => ({
    ...content,
    effortHours: content.effortHours + 2,
  }))
  await catalogue.sendToReview(author, institutionId, draft.id)
  await catalogue.comment(operator, institutionId, draft.id, {
    section: 'hours',
    text: 'Two hours more: is that for the reading, or for the conversations with families?',
  })
}
