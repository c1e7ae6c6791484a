import type { MicroCredentialContent } from '../../src/catalogue/microCredential.js'

const said = (words: string) => ({ en: words, ar: `${words} (ar)` })

/** A small micro-credential with nothing missing, in both languages; a test breaks one thing of it. */
export function soundContent(changes: Partial<MicroCredentialContent> = {}): MicroCredentialContent {
  const descriptors = ['notYet', 'proficient'].map((levelId) => ({ levelId, text: said(levelId) }))
  return {
    title: said('Wait time'),
    competency: said('The educator waits three seconds after a question, so that more students answer.'),
    audience: ['classroomTeacher'],
    whyItMatters: { text: said('Thinking takes time.'), sources: [{ citation: 'Rowe (1986).' }] },
    method: said('Count to three.'),
    safety: said('No names.'),
    resources: [
      {
        title: said('On waiting'),
        url: 'https://example.org/wait',
        type: 'article',
        purpose: 'learn',
        language: 'en',
      },
    ],
    slots: [
      {
        id: 'lesson',
        kind: 'text',
        title: said('The lesson'),
        instructions: said('What happened?'),
        required: true,
        limits: { minWords: 10, maxWords: 200 },
      },
    ],
    rubric: {
      levels: [
        { id: 'notYet', name: said('Not yet'), meets: false, points: 0 },
        { id: 'proficient', name: said('Proficient'), meets: true, points: 4 },
      ],
      criteria: [
        { id: 'waiting', name: said('Waiting'), asks: said('Waits.'), slots: ['lesson'], descriptors },
      ],
    },
    example: said('She counted on her fingers.'),
    effortHours: 3,
    pdHours: 2,
    countsFor: [{ jurisdiction: 'WA', text: said('May be counted.') }],
    alignment: [
      { frameworkName: 'InTASC', targetName: 'Instructional Strategies', targetUrl: 'https://ccsso.org/' },
    ],
    ...changes,
  }
}
