import { mayCoach } from './cohort.js'
import type { Standing } from './ports.js'

export type CohortPlace =
  | 'home'
  | 'mapping'
  | 'queue'
  | 'records'
  | 'scores'
  | 'people'
  | 'coaching'
  | 'norming'
  | 'quality'
  | 'pool'
  | 'ledger'

/** The places of a cohort this person may go to, for the console layout; `current` marks the page shown. */
export function cohortNav(
  t: (key: string) => string,
  { cohort, enrolment }: Standing,
  current?: CohortPlace,
): { href: string; label: string; current: boolean }[] {
  const facilitates = enrolment.roles.includes('facilitator')
  const assesses = facilitates || enrolment.roles.includes('assessor')
  const places: [CohortPlace, string, boolean][] = [
    ['home', `/cohorts/${cohort.id}`, true],
    ['queue', `/cohorts/${cohort.id}/queue`, assesses],
    ['records', `/cohorts/${cohort.id}/records`, assesses],
    ['mapping', `/cohorts/${cohort.id}/mapping`, facilitates],
    ['scores', `/cohorts/${cohort.id}/score-posts`, facilitates],
    ['people', `/cohorts/${cohort.id}/people`, facilitates],
    ['pool', `/cohorts/${cohort.id}/pool`, facilitates],
    ['coaching', `/cohorts/${cohort.id}/coaching`, mayCoach(enrolment.roles)],
    ['norming', `/cohorts/${cohort.id}/norming`, assesses || enrolment.roles.includes('observer')],
    ['ledger', '/ledger', assesses],
    ['quality', `/cohorts/${cohort.id}/quality`, facilitates || enrolment.roles.includes('observer')],
  ]
  return places
    .filter(([, , open]) => open)
    .map(([place, href]) => ({ href, label: t(`cohorts.nav.${place}`), current: place === current }))
}
