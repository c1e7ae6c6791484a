import { fixedClock } from '../../../src/clock/clock.js'
import { submissionWorld } from '../../submissions/world.js'

/** Child process: a course whose one assignment asks for a film of up to 3 GB, and its educators. */
process.once('message', (wish: { educators: number }) => {
  void (async () => {
    const world = await submissionWorld(fixedClock(new Date()))
    const slot = [...world.microCredentials.values()][0]?.slots.find(({ kind }) => kind === 'file')
    if (slot) slot.limits.maxBytes = 3_000_000_000
    const place = await world.course()
    for (let index = 0; index < wish.educators; index += 1)
      await world.enrol(place, `educator-${String(index)}`, ['educator'])
    process.send?.({ origin: world.origin, assignmentId: place.assignment.id, slotId: slot?.id })
    process.once('disconnect', () => {
      void world.stop().then(() => process.exit(0))
    })
  })()
})
