import type { ViewContext } from '../web/views.js'
import type { PlatformFinding } from './platformCheck.js'

/** A finding in a reader's words. `cure` is empty where nothing is to be done. */
export interface FindingShown {
  outcome: PlatformFinding['outcome']
  name: string
  says: string
  cure: string
}

/** Words a finding: its own where it has some, else those that any address shares. */
export function findingShown(
  { check, outcome, code, detail, about, registered = '', at }: PlatformFinding,
  { t, formatDateTime }: Pick<ViewContext, 't' | 'formatDateTime'>,
): FindingShown {
  const facts = {
    detail,
    registered,
    at: formatDateTime(at),
    name: about ? t(`institutions.scope.${about}.name`) : '',
  }
  const own = `institutions.check.${check}.${code}`
  const place = t(`${own}.says`, facts) === `${own}.says` ? `institutions.check.any.${code}` : own
  return {
    outcome,
    name: t(`institutions.check.${check}.name`, facts),
    says: t(`${place}.says`, facts),
    cure: t(`${place}.cure`, facts),
  }
}
