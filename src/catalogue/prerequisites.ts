import type { MicroCredential, MicroCredentialContent } from './microCredential.js'

/** The content with the titles that the micro-credentials it asks for have today. */
export function withPrerequisiteTitles(
  content: MicroCredentialContent,
  others: readonly Pick<MicroCredential, 'key' | 'title'>[],
): MicroCredentialContent {
  if (!content.prerequisites) return content
  const prerequisites = content.prerequisites.map((one) => {
    const other = one.kind === 'microCredential' ? others.find(({ key }) => key === one.key) : undefined
    return other && one.kind === 'microCredential' && other.title.en ? { ...one, title: other.title } : one
  })
  return { ...content, prerequisites }
}
