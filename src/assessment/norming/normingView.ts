import type { Rubric } from '../../catalogue/rubric.js'
import { showEvidence } from '../../submissions/evidenceView.js'
import { artefactAt } from '../../submissions/submission.js'
import type { FieldError } from '../../web/forms.js'
import type { ViewContext } from '../../web/views.js'
import type { Judgement } from '../assessment.js'
import { showCriterion } from '../assessmentView.js'
import { severityChart } from '../quality/charts.js'
import { isSmall } from '../quality/estimate.js'
import { figure } from '../quality/qualityView.js'
import type { NormingScore } from './normingRound.js'
import type { NormingService } from './normingService.js'

type Work = Awaited<ReturnType<NormingService['work']>>
type Read = Awaited<ReturnType<NormingService['read']>>

/** One work with its rubric, ready to be scored; `judgements` are what was just posted. */
export function showWork(
  seen: Work,
  judgements: readonly Judgement[],
  errors: readonly FieldError[],
  view: ViewContext,
) {
  const { submission, chosen, microCredential, handedIn } = seen
  const { rubric } = microCredential
  const criteria = rubric.criteria.map((criterion) =>
    showCriterion(
      criterion,
      rubric,
      judgements.find(({ criterionId }) => criterionId === criterion.id),
      view,
    ),
  )
  const nameOf = (field: string) =>
    criteria.find(({ levelField, commentField, nextField }) =>
      [levelField, commentField, nextField].includes(field),
    )?.name
  return {
    cohort: seen.cohort,
    round: seen.round,
    number: seen.number,
    open: seen.open,
    title: view.pick(microCredential.title),
    evidence: microCredential.slots.map((slot) => ({
      ...showEvidence(slot, submission, artefactAt(submission, slot.id, chosen.attempt), view),
      asked: view.pick(slot.instructions),
    })),
    criteria,
    said: handedIn ? saidIn(rubric, handedIn, view) : null,
    errors: errors.map((error) => ({ ...error, args: { criterion: nameOf(error.field) ?? '' } })),
  }
}

/** A round: how far each of the group is while it is open, then everything side by side. */
export function showRound(seen: Read, view: ViewContext) {
  const { round, microCredential, scores, names, remarks } = seen
  const { rubric } = microCredential
  const index = (estimate: Parameters<typeof figure>[0]) => figure(estimate, 'index', view)
  const percent = (estimate: Parameters<typeof figure>[0]) => figure(estimate, 'percent', view)
  const people = round.participants.map((id, place) => ({
    id,
    number: place + 1,
    name: names.get(id) ?? null,
    handedIn: seen.handedIn.get(id) ?? 0,
    severity: index(seen.severities[place]?.severity ?? null),
  }))
  const criterionName = (id: string | null) => view.pick(rubric.criteria.find((one) => one.id === id)?.name)
  const severities = seen.severities.flatMap(({ severity }, place) =>
    severity ? [{ number: place + 1, severity }] : [],
  )
  return {
    cohort: seen.cohort,
    ...{ round, people, open: seen.open, leads: seen.leads, takesPart: seen.takesPart },
    title: view.pick(microCredential.title),
    done: people.every(({ handedIn }) => handedIn === round.works.length),
    works: round.works.map((work, place) => {
      const given = scores.filter(
        (one) => one.submissionId === work.submissionId && one.attempt === work.attempt,
      )
      return {
        number: place + 1,
        mine: given.some(({ personId }) => personId === seen.personId),
        criteria: seen.open ? [] : compared(rubric, given, people, view),
      }
    }),
    agreement: seen.agreement.map((one) => ({
      criterion: one.criterionId === null ? null : criterionName(one.criterionId),
      units: one.units,
      exact: percent(one.exact),
      adjacent: percent(one.adjacent),
      linear: index(one.linearKappa),
      quadratic: index(one.quadraticKappa),
      alpha: index(one.alpha),
    })),
    compared: seen.agreement.some(({ units }) => units > 0),
    small: seen.agreement.some(({ criterionId, units }) => criterionId === null && isSmall({ units })),
    chart: severities.length > 0 ? severityChart(severities, view.dir === 'rtl') : null,
    abouts: rubric.criteria.map(({ id, name }) => ({ value: id, label: view.pick(name) })),
    remarks: remarks.map(({ id, kind, text, at, about, by }) => ({
      ...{ id, kind, text, at, by },
      name: names.get(by) ?? null,
      about: criterionName(about),
    })),
  }
}

const levelOf = (rubric: Rubric, score: NormingScore, criterionId: string) => {
  const said = score.judgements.find((one) => one.criterionId === criterionId)
  const place = rubric.levels.findIndex(({ id }) => id === said?.levelId)
  return { place, level: rubric.levels[place], reason: said?.comment ?? '', next: said?.next ?? '' }
}

/** Criterion by criterion what each of the group gave one work and why; `apart`: not all the same. */
function compared(
  rubric: Rubric,
  scores: readonly NormingScore[],
  people: readonly { id: string; number: number; name: string | null }[],
  view: ViewContext,
) {
  return rubric.criteria.map((criterion) => {
    const given = people.flatMap(({ id, number, name }) => {
      const score = scores.find(({ personId }) => personId === id)
      if (!score) return []
      const { place, level, ...said } = levelOf(rubric, score, criterion.id)
      const { meets: met = false } = level ?? {}
      return [{ id, number, name, place, level: view.pick(level?.name), met, ...said }]
    })
    const places = given.map(({ place }) => place)
    const distance = places.length > 0 ? Math.max(...places) - Math.min(...places) : 0
    const split = given.some(({ met }) => met) && given.some(({ met }) => !met)
    return { name: view.pick(criterion.name), given, distance, split }
  })
}

const saidIn = (rubric: Rubric, score: NormingScore, view: ViewContext) =>
  rubric.criteria.map((criterion) => {
    const { level, reason, next } = levelOf(rubric, score, criterion.id)
    return { name: view.pick(criterion.name), level: view.pick(level?.name), comment: reason, next }
  })
