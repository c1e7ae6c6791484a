import type { MicroCredential } from '../../src/catalogue/microCredential.js'
import type { Artefact, Attempt, Submission } from '../../src/submissions/submission.js'

export const startedAt = new Date('2026-03-02T19:00:00Z')
export const sentAt = {
  at: new Date('2026-03-05T20:00:00Z'),
  promisedBy: new Date('2026-03-12T20:00:00Z'),
}

const both = (en: string) => ({ en, ar: `${en} ٭` })

/** A small micro-credential with one slot of each kind and three criteria; `hear` is shown in two slots. */
export const microCredential: MicroCredential = {
  id: 'mc-1',
  institutionId: 'inst-1',
  key: 'calm-room',
  version: 1,
  published: { at: startedAt, by: 'system:seed' },
  title: both('A calm room'),
  competency: both('The educator keeps a classroom calm for students who have lived through displacement.'),
  audience: ['classroomTeacher'],
  whyItMatters: { text: both('A calm room lets a student learn again.'), sources: [] },
  method: both('Plan, try, listen, change.'),
  safety: both('Never name a student. Never ask what happened to them.'),
  resources: [],
  slots: [
    {
      id: 'story',
      kind: 'text',
      title: both('What you did'),
      instructions: both('Tell it in order.'),
      required: true,
      limits: { minWords: 3, maxWords: 50 },
    },
    {
      id: 'link',
      kind: 'link',
      title: both('Your plan'),
      instructions: both('A link anyone with it can open.'),
      required: false,
      limits: {},
    },
    {
      id: 'photo',
      kind: 'file',
      title: both('The room'),
      instructions: both('A photo without faces.'),
      required: true,
      limits: { accept: ['image', 'video'], maxBytes: 200_000 },
    },
    {
      id: 'look-back',
      kind: 'reflection',
      title: both('Looking back'),
      instructions: both('Answer each question.'),
      required: true,
      limits: {},
      prompts: [both('What changed?'), both('What next?')],
    },
  ],
  rubric: {
    levels: [
      { id: 'beginning', name: both('Beginning'), meets: false, points: 1 },
      { id: 'developing', name: both('Developing'), meets: false, points: 2 },
      { id: 'proficient', name: both('Proficient'), meets: true, points: 3 },
    ],
    criteria: [
      {
        id: 'plan',
        name: both('Plans routines'),
        asks: both('Is there a plan?'),
        slots: ['story', 'link'],
        descriptors: [],
      },
      {
        id: 'room',
        name: both('Shapes the room'),
        asks: both('Is the room calm?'),
        slots: ['photo'],
        descriptors: [],
      },
      {
        id: 'hear',
        name: both('Listens'),
        asks: both('Were students heard?'),
        slots: ['story', 'look-back'],
        descriptors: [],
      },
    ],
  },
  example: both('Amal moved the desks first.'),
  effortHours: 6,
  pdHours: 5,
  countsFor: [{ jurisdiction: 'AZ', text: both('5 hours towards renewal') }],
  alignment: [],
}

export const attempt = (number: number, given: Partial<Attempt> = {}): Attempt => ({
  number,
  openedAt: startedAt,
  submitted: null,
  openSlots: ['story', 'link', 'photo', 'look-back'],
  carriedCriteria: [],
  ...given,
})

export const artefact = (slotId: string, given: Partial<Artefact> = {}): Artefact => ({
  slotId,
  attempt: 1,
  kind: 'text',
  savedAt: startedAt,
  savedFrom: 'tab-1',
  replaced: '',
  ...given,
})

export const photo = { artefactId: 'file-1', name: 'room.jpg', type: 'image/jpeg', bytes: 9, sha256: '00' }

export const submission = (given: Partial<Submission> = {}): Submission => ({
  id: 'sub-1',
  institutionId: 'inst-1',
  cohortId: 'cohort-1',
  assignmentId: 'assignment-1',
  personId: 'person-1',
  microCredentialId: 'mc-1',
  microCredentialKey: 'calm-room',
  attempts: [attempt(1)],
  artefacts: [],
  setAside: [],
  revision: 0,
  promisedBy: null,
  met: null,
  toFollow: null,
  createdAt: startedAt,
  updatedAt: startedAt,
  ...given,
})

/** Evidence with which the sample micro-credential can be sent. */
export const complete = (): Artefact[] => [
  artefact('story', { text: 'We moved the desks and practised the bell.' }),
  artefact('photo', { kind: 'file', file: photo }),
  artefact('look-back', { kind: 'reflection', answers: ['Voices are lower.', 'Mornings.'] }),
]

/** The names that some of these people have; null for the others. */
export const namesIn = (named: ReadonlyMap<string, string>, ids: readonly string[]) =>
  new Map(ids.map((id) => [id, named.get(id) ?? null]))

/** Nobody has earned anything that they could learn to assess. */
export const invitedToAssess = () => Promise.resolve([])
