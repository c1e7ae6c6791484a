import { cast } from '../../../src/practiceLms/cast.js'
import { createPracticeLms, type PracticeLms } from '../../../src/practiceLms/practiceLms.js'

/** Child process: a practice LMS with assignments, as far from the tool as in life. */
export interface LmsWish {
  personality: 'moodle' | 'canvas'
  toolUrl: string
  assignments: number
}

export interface LmsPlace {
  platform: ReturnType<PracticeLms['platform']>
  clientId: string
  deploymentId: string
  course: { id: string; title: string; label: string }
  assignments: { resourceLinkId: string; lineItemUrl: string }[]
  /** Keys of the cast's educators, and what the LMS calls them. */
  userIds: Record<string, string>
}

export interface LmsCounts {
  tokenRequests: number
  graded: number
  /** A live access token that may post scores. */
  token: string
}

async function open({ personality, toolUrl, assignments }: LmsWish): Promise<void> {
  const lms = await createPracticeLms({ personality })
  await lms.listen()
  const { clientId, deploymentId } = lms.registerTool({
    name: 'Cairn',
    loginUrl: `${toolUrl}/lti/login`,
    redirectUris: [`${toolUrl}/lti/launch`],
    keysUrl: `${toolUrl}/lti/keys`,
  })
  const made = Array.from({ length: assignments }, (_, index) =>
    lms.createAssignment({ title: `Show it ${String(index + 1)}`, lineItem: { scoreMaximum: 100 } }),
  )
  const { id, title, label } = lms.course()
  const place: LmsPlace = {
    platform: lms.platform(),
    clientId,
    deploymentId,
    course: { id, title, label },
    assignments: made.map(({ resourceLinkId, lineItemUrl }) => ({
      resourceLinkId,
      lineItemUrl: lineItemUrl ?? '',
    })),
    userIds: Object.fromEntries(
      [...cast.facilitators, ...cast.educators].map(({ key }) => [key, lms.userId(key)]),
    ),
  }
  process.send?.(place)
  process.on('message', () => {
    const graded = cast.educators.flatMap(({ key }) =>
      made.filter((assignment) => typeof lms.grade(assignment.id, key)?.score === 'number'),
    ).length
    const token = Object.entries(lms.state.tokens).find(([, { scopes }]) =>
      scopes.some((scope) => scope.endsWith('/score')),
    )
    const counts: LmsCounts = {
      tokenRequests: lms.requests('token').length,
      graded,
      token: token?.[0] ?? '',
    }
    process.send?.(counts)
  })
  process.once('disconnect', () => void lms.close().then(() => process.exit(0)))
}

process.once('message', (wish: LmsWish) => void open(wish))
