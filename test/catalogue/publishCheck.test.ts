import { expect } from 'chai'
import type { EvidenceSlot } from '../../src/catalogue/evidenceSlot.js'
import type { MicroCredentialContent } from '../../src/catalogue/microCredential.js'
import { publishProblems } from '../../src/catalogue/publishCheck.js'
import { soundContent } from './sample.js'

const sound = soundContent()
const lesson = sound.slots[0]!
const waiting = sound.rubric.criteria[0]!
const [notYet, proficient] = sound.rubric.levels
const text = { en: 'x', ar: 'س' }

const withSlot = (changes: Partial<EvidenceSlot>) => ({ slots: [{ ...lesson, ...changes }] })
const withRubric = (changes: Partial<MicroCredentialContent['rubric']>) => ({
  rubric: { ...sound.rubric, ...changes },
})
const withCriterion = (changes: Partial<typeof waiting>) =>
  withRubric({ criteria: [{ ...waiting, ...changes }] })

const cases: [name: string, changes: Partial<MicroCredentialContent>, problems: string[]][] = [
  [
    'two sentences are not one competency',
    { competency: { en: 'Plans. Teaches.' } },
    ['competency notOneStatement'],
  ],
  ['a list is not one competency', { competency: { en: 'Plans\nTeaches' } }, ['competency notOneStatement']],
  [
    'nor are two halves joined by a semicolon',
    { competency: { en: 'Plans; teaches' } },
    ['competency notOneStatement'],
  ],
  [
    'nor two Arabic sentences',
    { competency: { en: 'Plans.', ar: 'يخطّط. يدرّس.' } },
    ['competency notOneStatement'],
  ],
  ['a shortening inside a sentence is fine', { competency: { en: 'Uses signs, e.g. cards, to start.' } }, []],
  [
    'a competency is needed',
    { competency: { en: ' ' } },
    ['competency languageMissing', 'competency missing'],
  ],
  ['research must be cited', { whyItMatters: { text, sources: [] } }, ['whyItMatters.sources noSource']],
  ['somebody must be meant', { audience: [] }, ['audience missing']],
  ['there must be something to learn from', { resources: [] }, ['resources missing']],
  [
    'a level without words for a criterion',
    withCriterion({ descriptors: waiting.descriptors.slice(1) }),
    ['rubric.criteria.waiting.descriptors.notYet noDescriptor'],
  ],
  [
    'words for a level the rubric does not have',
    withCriterion({ descriptors: [...waiting.descriptors, { levelId: 'superb', text }] }),
    ['rubric.criteria.waiting.descriptors.superb unknownLevel'],
  ],
  [
    'a level described twice',
    withCriterion({ descriptors: [...waiting.descriptors, { levelId: 'notYet', text }] }),
    ['rubric.criteria.waiting.descriptors.notYet repeated'],
  ],
  [
    'no level meets',
    withRubric({ levels: [notYet!, { ...proficient!, meets: false }] }),
    ['rubric.levels noLevelMeets'],
  ],
  [
    'every level meets',
    withRubric({ levels: [{ ...notYet!, meets: true }, proficient!] }),
    ['rubric.levels everyLevelMeets'],
  ],
  [
    'a criterion judged on nothing',
    withCriterion({ slots: [] }),
    ['rubric.criteria.waiting.slots noSlot', 'slots.lesson slotNotUsed'],
  ],
  [
    'a criterion judged on a slot that is not there',
    withCriterion({ slots: ['lesson', 'video'] }),
    ['rubric.criteria.waiting.slots.video unknownSlot'],
  ],
  [
    'the same criterion twice',
    withRubric({ criteria: [waiting, waiting] }),
    ['rubric.criteria.waiting repeated'],
  ],
  ['the same slot twice', { slots: [lesson, lesson] }, ['slots.lesson repeated']],
  [
    'required evidence nobody judges',
    { slots: [lesson, { ...lesson, id: 'photo' }] },
    ['slots.photo slotNotUsed'],
  ],
  [
    'optional evidence nobody judges is fine',
    { slots: [lesson, { ...lesson, id: 'photo', required: false }] },
    [],
  ],
  [
    'more words at least than at most',
    withSlot({ limits: { minWords: 9, maxWords: 8 } }),
    ['slots.lesson.limits limits'],
  ],
  ['bytes for a text', withSlot({ limits: { maxBytes: 5 } }), ['slots.lesson.limits limits']],
  [
    'a file without a size',
    withSlot({ kind: 'file', limits: { accept: ['video'] } }),
    ['slots.lesson.limits limits'],
  ],
  [
    'a file of no kind',
    withSlot({ kind: 'file', limits: { maxBytes: 9, accept: [] } }),
    ['slots.lesson.limits limits'],
  ],
  [
    'a file of six gigabytes',
    withSlot({ kind: 'file', limits: { maxBytes: 6e9, accept: ['video'] } }),
    ['slots.lesson.limits limits'],
  ],
  ['a sound file slot', withSlot({ kind: 'file', limits: { maxBytes: 9, accept: ['video'] } }), []],
  ['words for a link', withSlot({ kind: 'link', limits: { maxWords: 9 } }), ['slots.lesson.limits limits']],
  [
    'a reflection that asks nothing',
    withSlot({ kind: 'reflection', prompts: [] }),
    ['slots.lesson.prompts missing'],
  ],
  [
    'a criterion that scores grammar and spelling',
    withCriterion({ asks: { en: 'Grammar and spelling are correct.' } }),
    ['rubric.criteria.waiting.asks polish'],
  ],
  [
    'a level that scores how a video was made',
    withCriterion({
      descriptors: [
        waiting.descriptors[0]!,
        { levelId: 'proficient', text: { en: 'The production quality is high.' } },
      ],
    }),
    ['rubric.criteria.waiting.descriptors.proficient polish'],
  ],
  [
    'the same in Arabic',
    withCriterion({ asks: { en: 'Waits.', ar: 'ينتظر المعلّم ويكتب بلا أخطاء نحوية.' } }),
    ['rubric.criteria.waiting.asks polish'],
  ],
  [
    'words that keep polish out of the score',
    withCriterion({
      asks: { en: 'Students answer more often, whatever the accent. Grammar is never scored.' },
    }),
    [],
  ],
  [
    'a criterion that attendance alone would meet',
    withCriterion({ asks: { en: 'Attended all six sessions. Completed 12 hours of training.' } }),
    ['rubric.criteria.waiting attendance'],
  ],
  [
    'a level that seat time alone would reach',
    withCriterion({
      descriptors: [
        waiting.descriptors[0]!,
        { levelId: 'proficient', text: { en: 'Was present at every workshop.' } },
      ],
    }),
    ['rubric.criteria.waiting attendance'],
  ],
  [
    'attending to students, which is no attendance',
    withCriterion({ asks: { en: 'Attends to who has not spoken yet.' } }),
    [],
  ],
  [
    'a certificate of attendance as the only evidence',
    withSlot({ title: { en: 'Certificate of attendance' } }),
    ['slots attendance'],
  ],
  ['evidence of which none has to be sent', withSlot({ required: false }), ['slots nothingRequired']],
  [
    'rows that were added and left empty',
    { whyItMatters: { text, sources: [{ citation: 'Rowe (1986).' }, { citation: '' }] } },
    ['whyItMatters.sources.1 missing'],
  ],
  ['more hours given than spent', { effortHours: 2, pdHours: 3 }, ['pdHours hours']],
  ['no hours', { effortHours: 0, pdHours: 0 }, ['effortHours hours', 'pdHours hours']],
]

describe('the publish check', () => {
  it('finds nothing wrong with a sound micro-credential', () => {
    expect(publishProblems(sound, ['en', 'ar'])).to.deep.equal([])
  })

  for (const [name, changes, problems] of cases) {
    it(`${problems.length > 0 ? 'refuses' : 'accepts'}: ${name}`, () => {
      const found = publishProblems(soundContent(changes)).map(({ field, code }) => `${field} ${code}`)
      expect(found.sort()).to.deep.equal(problems)
    })
  }

  it('asks for Arabic only where the institution does, and names the text that lacks it', () => {
    const content = soundContent(withCriterion({ asks: { en: 'Waits.' } }))
    expect(publishProblems(content, ['en'])).to.deep.equal([])
    expect(publishProblems(content, ['en', 'ar'])).to.deep.equal([
      { field: 'rubric.criteria.waiting.asks', code: 'languageMissing' },
    ])
  })

  it('counts a blank translation as missing', () => {
    const content = soundContent({ method: { en: 'Count.', ar: '  ' } })
    expect(publishProblems(content, ['en', 'ar'])).to.deep.equal([
      { field: 'method', code: 'languageMissing' },
    ])
  })
})
