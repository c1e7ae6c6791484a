import type { ViewContext } from '../web/views.js'
import type { PlatformFinding } from './platformCheck.js'

/** A finding in a reader's words. `cure` is empty where nothing is to be done. */
export interface FindingShown {
  ok: boolean
  name: string
  says: string
  cure: string
}

/** Words a finding: its own where it has some, else those that any address shares. */
export function findingShown(
  { check, ok, code, detail }: PlatformFinding,
  { t }: Pick<ViewContext, 't'>,
): FindingShown {
  const own = `institutions.check.${check}.${code}`
  const place = t(`${own}.says`, { detail }) === `${own}.says` ? `institutions.check.any.${code}` : own
  return {
    ok,
    name: t(`institutions.check.${check}.name`),
    says: t(`${place}.says`, { detail }),
    cure: t(`${place}.cure`, { detail }),
  }
}
