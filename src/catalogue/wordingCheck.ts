import type { EvidenceSlot } from './evidenceSlot.js'
import type { LocalizedText } from './localizedText.js'
import type { MicroCredentialContent } from './microCredential.js'
import type { PublishProblem } from './publishProblem.js'
import type { Criterion } from './rubric.js'

/** Words of how well something is said, written or made, which says nothing about what an educator can do. */
const polish = [
  /\b(grammar|grammatical\w*|spell(s|ed|ing)?|misspell\w*|punctuation|typos?|handwriting|neat(ly|ness)?|eloquen\w+)\b/i,
  /\b(production (quality|values?)|(video|audio|sound|image|picture) quality|well[- ](written|spoken|edited|formatted))\b/i,
  /\b(polished|formatting|font|(visual(ly)?|aesthetic\w*) (appeal\w*|pleasing|attractive)|error-free|accent(ed)?|pronunciation)\b/i,
  /(?<!\p{L})(الإملاء|الإملائية|إملائي\S*|الترقيم|الأخطاء اللغوية|أخطاء لغوية|سلامة اللغة|الفصاحة|اللكنة|فصاحة)(?!\p{L})/u,
  /(?<!\p{L})(قواعد النحو|النحو والصرف|أخطاء نحوية|الأخطاء النحوية|حسن الخط|جمال الخط|جودة (الإنتاج|التصوير|المونتاج|الصوت|الصورة))(?!\p{L})/u,
]
/** A sentence that says polish is not scored may name it. */
const notScored = [
  /\b(never|not|nobody|no one)\b[^.]{0,40}\b(scores?|scored|judges?|judged|assess(es|ed)?|counts?|counted|marked|graded)\b/i,
  /\b(regardless of|whatever the|without regard to|instead of|rather than|something else|other than)\b/i,
  /(لا|ليس)\s[^.]{0,40}(يقيّم|تقييم|تُقيَّم|يُحتسب|تُحتسب|يحتسب|درجات)|بصرف النظر عن|بغضّ النظر عن/u,
]

/** Words of having been somewhere or having spent time. */
const attendance = [
  /\b(attend(s|ed|ing)?(?! to)|attendance|seat[- ]time|sign[- ]in sheet|(was|were|is|be) present (at|for|throughout|in (all|every))|presence at|showed up|shows up|hours? (spent|completed|logged|of (attendance|participation|training)))\b/i,
  /\b(complet(es|ed|ing) (the |all |every )?(\d+ )?(course|module|training|workshop|webinar|session|hour)s?|certificate of (attendance|completion|participation)|watch(es|ed) (the|all|every) (video|recording|webinar|session)s?|sat through)\b/i,
  /(?<!\p{L})(حضور|الحضور|حضر|حضرت|يحضر|شهادة (حضور|مشاركة|إتمام)|ساعات (الحضور|التدريب|المشاركة)|أتمّ (الدورة|التدريب|الورشة)|إتمام (الدورة|التدريب|الورشة)|كشف الحضور)(?!\p{L})/u,
]

/** Words of doing something with it: a sentence with one of these asks for more than being there. */
const practice =
  /\b(plan|teach|taught|design|adapt|adjust|chang|explain|show|us(e|es|ed|ing)\b|tr(y|ies|ied)\b|compar|respond|build|built|writ|reflect|appl|analy|implement|creat|revis|describ|demonstrat|lesson|student|learner)|(?<!\p{L})(يخطّط|يدرّس|يصمّم|يكيّف|يعدّل|يشرح|يستعمل|يجرّب|يطبّق|يبني|يحلّل|يصف|يكتب|طلبة|الطلبة|المتعلّم)/iu

const says = (text: string, patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(text))

const sentencesIn = ({ en, ar = '' }: LocalizedText): string[] =>
  `${en}\n${ar}`.split(/(?<=[.!?؟])\s+|\n/).filter((sentence) => sentence.trim() !== '')

const scoresPolish = (text: LocalizedText): boolean =>
  sentencesIn(text).some((sentence) => says(sentence, polish) && !says(sentence, notScored))

const asksOnlyToBeThere = (sentence: string): boolean =>
  says(sentence, attendance) &&
  !practice.test(attendance.reduce((rest, pattern) => rest.replace(pattern, ' '), sentence))

/** Whether every sentence in each language it is written in asks to have been there, and for nothing else. */
function onlyAttendance(texts: readonly LocalizedText[]): boolean {
  const inEach = [texts.map(({ en }) => ({ en })), texts.map(({ ar = '' }) => ({ en: ar }))]
  const written = inEach.map((language) => language.flatMap(sentencesIn)).filter(({ length }) => length > 0)
  return written.length > 0 && written.every((sentences) => sentences.every(asksOnlyToBeThere))
}

/** Criteria that would score grammar, spelling, accent or production instead of practice. */
export function polishProblems({ rubric }: MicroCredentialContent): PublishProblem[] {
  return rubric.criteria.flatMap((criterion) => {
    const field = `rubric.criteria.${criterion.id}`
    const texts: [string, LocalizedText][] = [
      [`${field}.name`, criterion.name],
      [`${field}.asks`, criterion.asks],
      ...criterion.descriptors.map(({ levelId, text }): [string, LocalizedText] => [
        `${field}.descriptors.${levelId}`,
        text,
      ]),
    ]
    return texts
      .filter(([, text]) => scoresPolish(text))
      .map(([at]): PublishProblem => ({ field: at, code: 'polish' }))
  })
}

/** Criteria that being there would meet: what is asked, or what one meeting level describes, is attendance and nothing else. */
function metByAttendance(criterion: Criterion, meeting: ReadonlySet<string>): boolean {
  const described = criterion.descriptors.filter(({ levelId }) => meeting.has(levelId))
  return onlyAttendance([criterion.asks]) || described.some(({ text }) => onlyAttendance([text]))
}

const provesAttendance = ({ title, instructions }: EvidenceSlot): boolean =>
  says(`${title.en}\n${title.ar ?? ''}`, attendance) || onlyAttendance([instructions])

/**
 * Attendance or seat time alone never satisfies a competency: no criterion may be met by it, some evidence has to be sent, and not
 * all that has to be sent may be proof of having been there.
 */
export function attendanceProblems({ rubric, slots }: MicroCredentialContent): PublishProblem[] {
  const meeting = new Set(rubric.levels.filter((level) => level.meets).map(({ id }) => id))
  const criteria = rubric.criteria
    .filter((criterion) => metByAttendance(criterion, meeting))
    .map(({ id }): PublishProblem => ({ field: `rubric.criteria.${id}`, code: 'attendance' }))
  const needed = slots.filter(({ required }) => required)
  if (slots.length > 0 && needed.length === 0) criteria.push({ field: 'slots', code: 'nothingRequired' })
  if (needed.length > 0 && needed.every(provesAttendance))
    criteria.push({ field: 'slots', code: 'attendance' })
  return criteria
}
