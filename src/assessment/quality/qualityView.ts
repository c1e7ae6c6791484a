import { z } from 'zod'
import type { LocalizedText } from '../../catalogue/localizedText.js'
import type { ViewContext } from '../../web/views.js'
import { adviceOnAssessor, adviceOnCriterion } from './advice.js'
import { driftChart, severityChart } from './charts.js'
import type { Estimate } from './estimate.js'
import { periods, type QualityQuestion, type QualityRoom } from './qualityService.js'

const asked = z.object({
  period: z.enum(periods).catch('year'),
  microCredential: z.string().max(100).catch(''),
  assessor: z.string().max(100).catch(''),
})

/** Reads what the address asks for; what it cannot read is as if it were not said. */
export function readQuestion(query: unknown): QualityQuestion {
  const { period, microCredential, assessor } = asked.parse(query)
  return { period, microCredentialKey: microCredential || null, assessorId: assessor || null }
}

/** An estimate in a reader's numbers, as a share of a hundred or with two decimals; null prints as a dash. */
export function figure(
  estimate: Estimate | null,
  kind: 'percent' | 'index',
  { t, formatNumber }: ViewContext,
) {
  if (!estimate) return null
  const [by, digits] = kind === 'percent' ? [100, 1] : [1, 100]
  const shown = (value: number) => formatNumber(Math.round(value * by * digits) / digits + 0)
  const { value, low, high } = estimate
  const words = { value: shown(value), low: shown(low), high: shown(high) }
  return {
    value: t(`quality.${kind}`, { value: words.value }),
    range: t('quality.range', words),
  }
}

/** The quality room, ready to print. */
export function showQuality(room: QualityRoom, context: ViewContext) {
  const { question, criteria, assessors, drift, microCredentials, names } = room
  const mirrored = context.dir === 'rtl'
  const titles = new Map(microCredentials.map(({ key, title }) => [key, title]))
  const wording = new Map<string, LocalizedText>(
    microCredentials.flatMap(({ key, rubric }) =>
      rubric.criteria.map(({ id, name }) => [`${key} ${id}`, name] as const),
    ),
  )
  const index = (estimate: Estimate | null) => figure(estimate, 'index', context)
  const percent = (estimate: Estimate | null) => figure(estimate, 'percent', context)
  const people = assessors.map((one, place) => ({ ...one, number: place + 1 }))
  const severities = people.flatMap(({ number, severity }) => (severity ? [{ number, severity }] : []))
  const monthOf = ({ month }: { month: Date }) => month.getTime()
  return {
    question,
    periods,
    titles: [...titles].map(([key, title]) => ({ value: key, label: context.pick(title) })),
    judgements: assessors.reduce((sum, { judgements }) => sum + judgements, 0),
    criteria: criteria.map((one) => ({
      title: context.pick(titles.get(one.microCredentialKey)) || one.microCredentialKey,
      criterion: context.pick(wording.get(`${one.microCredentialKey} ${one.criterionId}`)) || one.criterionId,
      judgements: one.judgements,
      twice: one.exact?.units ?? 0,
      met: percent(one.met),
      exact: percent(one.exact),
      adjacent: percent(one.adjacent),
      linear: index(one.linearKappa),
      quadratic: index(one.quadraticKappa),
      alpha: index(one.alpha),
      advice: adviceOnCriterion(one),
    })),
    assessors: people.map((one) => ({
      id: one.assessorId,
      number: one.number,
      name: names.get(one.assessorId) ?? null,
      judgements: one.judgements,
      twice: one.exact?.units ?? 0,
      met: percent(one.met),
      exact: percent(one.exact),
      adjacent: percent(one.adjacent),
      quadratic: index(one.quadraticKappa),
      severity: index(one.severity),
      advice: adviceOnAssessor(one),
    })),
    severityChart: severities.length > 0 ? severityChart(severities, mirrored) : null,
    driftChart: drift.everybody.length > 1 ? driftChart(drift.everybody, drift.chosen, mirrored) : null,
    months: drift.everybody.map((all) => {
      const chosen = drift.chosen.find((one) => monthOf(one) === monthOf(all))
      return {
        month: all.month,
        judgements: all.deviation.units,
        everybody: index(all.deviation),
        chosenJudgements: chosen?.deviation.units ?? 0,
        chosen: index(chosen?.deviation ?? null),
      }
    }),
    chosen: people.some(({ assessorId }) => assessorId === question.assessorId)
      ? { id: question.assessorId, name: names.get(question.assessorId ?? '') ?? null }
      : null,
  }
}
