import type { MicroCredential } from '../catalogue/microCredential.js'
import { criteriaOfSlot, descriptorOf, meets, type Criterion, type Rubric } from '../catalogue/rubric.js'
import { showEvidence, showMoments } from '../submissions/evidenceView.js'
import { showRecord } from '../submissions/feedbackView.js'
import { differenceOf } from '../submissions/pieceDifference.js'
import { artefactAt } from '../submissions/submission.js'
import type { FieldError } from '../web/forms.js'
import type { ViewContext } from '../web/views.js'
import { openCriteria, type Judgement } from './assessment.js'
import type { OpenedAssessment } from './assessmentService.js'
import { fieldNames } from './judgementForm.js'
import { momentFields, MOST_MOMENTS, type TypedMoment } from './moment.js'
import type { Result } from './round.js'

/** Everything the assessor's page prints; `judgements` are their draft or what they just posted. */
export function showAssessment(
  opened: OpenedAssessment,
  judgements: readonly Judgement[],
  errors: readonly FieldError[],
  view: ViewContext,
  typed: readonly TypedMoment[] = [],
) {
  const { assessment, submission, microCredential, earlier } = opened
  const { rubric } = microCredential
  const { pick } = view
  const number = assessment.attempt
  const attempt = submission.attempts.find((one) => one.number === number)
  const previous = earlier.at(-1)?.judgements ?? []
  const evidence = microCredential.slots.map((slot) => {
    const artefact = artefactAt(submission, slot.id, number)
    const shown = showEvidence(slot, submission, artefact, view, opened.fellows)
    return {
      ...shown,
      moments: opened.readable ? showMoments(assessment.finalised?.moments ?? [], artefact?.file) : [],
      ...showLines(shown.file?.media ? artefact?.file?.artefactId : undefined, typed),
      asked: pick(slot.instructions),
      difference: differenceOf(slot, submission, number, view),
      changed: number > 1 && artefact?.attempt === number,
      kept: number > 1 && artefact !== undefined && artefact.attempt < number,
      criteria: criteriaOfSlot(rubric, slot.id).map(({ name }) => pick(name)),
    }
  })
  const criteria = openCriteria(assessment, microCredential).map((criterion) => {
    const given = judgements.find(({ criterionId }) => criterionId === criterion.id)
    const before = previous.find(({ criterionId }) => criterionId === criterion.id)
    return {
      ...showCriterion(criterion, rubric, given, view),
      said: saidBefore(opened, criterion.id, view),
      before: before
        ? { level: levelName(opened, before.levelId, view), comment: before.comment, next: before.next ?? '' }
        : null,
    }
  })
  const nameOf = (field: string) =>
    criteria.find(({ levelField, commentField, nextField }) =>
      [levelField, commentField, nextField].includes(field),
    )?.name ?? ''
  return {
    assessment,
    queueHref: opened.from === 'pool' ? '/assess' : `/cohorts/${assessment.cohortId}/queue`,
    homeHref: opened.from === 'pool' ? '/assess' : `/cohorts/${assessment.cohortId}`,
    inCourse: opened.from === 'cohort',
    submission,
    microCredential,
    evidence,
    criteria,
    carried: assessment.carried.map(({ criterionId, levelId }) => ({
      name: pick(rubric.criteria.find(({ id }) => id === criterionId)?.name),
      level: levelName(opened, levelId, view),
    })),
    changed: evidence.filter(({ changed }) => changed).map(({ title }) => title),
    errors: errors.map((error) => ({ ...error, args: { criterion: nameOf(error.field) } })),
    attempt,
    recorded: showRecord(attempt?.recorded, view),
  }
}

/** What was typed of moments of a sound or film, with empty lines to go on; no lines for other evidence. */
function showLines(artefactId: string | undefined, typed: readonly TypedMoment[]) {
  if (artefactId === undefined) return { lines: [], momentsBegun: false }
  const own = typed.filter((one) => one.artefactId === artefactId)
  const lines = [...own, ...EMPTY_LINES].slice(0, MOST_MOMENTS).map(({ at, text }, index) => ({
    at,
    text,
    atField: momentFields.at(artefactId, index),
    textField: momentFields.text(artefactId, index),
  }))
  return { lines, momentsBegun: own.length > 0 }
}

const EMPTY_LINES = Array.from({ length: 3 }, () => ({ at: '', text: '' }))

/** What whoever decides has to know of a criterion: both judgements where two differ, the one appealed against. */
function saidBefore(
  { assessment, rounds, result, microCredential }: OpenedAssessment,
  criterionId: string,
  { pick }: Pick<ViewContext, 'pick'>,
) {
  const said =
    assessment.round === 'adjudication'
      ? rounds
          .filter(({ round }) => round === 'first' || round === 'second')
          .map(({ finalised }) => finalised)
      : assessment.round === 'appeal'
        ? [result]
        : []
  return said.flatMap((one) => {
    const given = one?.judgements.find((each) => each.criterionId === criterionId)
    const level = microCredential.rubric.levels.find(({ id }) => id === given?.levelId)
    return given && level
      ? [{ level: pick(level.name), met: level.meets, comment: given.comment, next: given.next ?? '' }]
      : []
  })
}

/** A criterion to be judged: its levels, the names of its fields, and what is chosen and written in them. */
export function showCriterion(
  criterion: Criterion,
  rubric: Rubric,
  given: Judgement | undefined,
  { pick }: Pick<ViewContext, 'pick'>,
) {
  return {
    id: criterion.id,
    name: pick(criterion.name),
    asks: pick(criterion.asks),
    levelField: fieldNames.level(criterion.id),
    commentField: fieldNames.comment(criterion.id),
    nextField: fieldNames.next(criterion.id),
    levelId: given?.levelId ?? '',
    comment: given?.comment ?? '',
    next: given?.next ?? '',
    levels: rubric.levels.map((level) => ({
      value: level.id,
      name: pick(level.name),
      text: pick(descriptorOf(criterion, level.id)),
      meets: level.meets,
      points: level.points,
    })),
  }
}

/** The judgements of a finalised assessment, or of a draft about to be, ready to print; `earlier` with the level before. */
export function showJudgements(
  {
    microCredential,
    carried,
    earlier = [],
  }: {
    microCredential: MicroCredential
    carried: readonly { criterionId: string }[]
    earlier?: readonly Pick<Result, 'judgements'>[]
  },
  judgements: readonly Judgement[],
  view: Pick<ViewContext, 'pick'>,
) {
  const { rubric } = microCredential
  return rubric.criteria.flatMap((criterion) => {
    const given = judgements.find(({ criterionId }) => criterionId === criterion.id)
    if (!given?.levelId) return []
    const settled = carried.some(({ criterionId }) => criterionId === criterion.id)
    const before = earlier.at(-1)?.judgements.find(({ criterionId }) => criterionId === criterion.id)
    return {
      id: criterion.id,
      name: view.pick(criterion.name),
      level: levelName({ microCredential }, given.levelId, view),
      descriptor: '',
      comment: given.comment,
      next: given.next ?? '',
      met: meets(rubric, given.levelId),
      carried: settled,
      levelBefore: settled || !before ? '' : levelName({ microCredential }, before.levelId, view),
    }
  })
}

const levelName = (
  { microCredential }: Pick<OpenedAssessment, 'microCredential'>,
  levelId: string,
  { pick }: Pick<ViewContext, 'pick'>,
) => pick(microCredential.rubric.levels.find(({ id }) => id === levelId)?.name)
