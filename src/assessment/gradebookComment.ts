import type { MicroCredential } from '../catalogue/microCredential.js'
import type { ViewContext } from '../web/views.js'
import { metAndUnmet, type FinalJudgement } from './assessment.js'

/**
 * What the gradebook says beside the score: how many criteria are met, the level of each, and where to read
 * on. Plain text; an assessor's own words stay in Cairn, where only the educator reads them.
 */
export function gradebookComment(
  judgements: readonly FinalJudgement[],
  microCredential: MicroCredential,
  { t, pick, formatNumber }: Pick<ViewContext, 't' | 'pick' | 'formatNumber'>,
  changed = false,
): string {
  const { rubric } = microCredential
  const { met, unmet } = metAndUnmet(judgements, microCredential)
  const counts = { met: formatNumber(met.length), total: formatNumber(rubric.criteria.length) }
  const lines = judgements.map(({ criterionId, levelId }) => {
    const criterion = rubric.criteria.find(({ id }) => id === criterionId)
    const level = rubric.levels.find(({ id }) => id === levelId)
    return t('assessment.gradebook.line', { criterion: pick(criterion?.name), level: pick(level?.name) })
  })
  const head = t(unmet.length === 0 ? 'assessment.gradebook.met' : 'assessment.gradebook.notYet', counts)
  const tail = unmet.length === 0 ? [] : [t('assessment.gradebook.next')]
  const why = changed ? [t('assessment.gradebook.changed')] : []
  return [...why, head, ...lines, ...tail].join('\n')
}
