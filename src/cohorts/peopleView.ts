import { pageOf } from '../web/paging.js'
import type { Enrolment } from './cohort.js'

/** The lists of the people page. */
export const peopleLists = ['all', 'unopened', 'left'] as const
export type PeopleList = (typeof peopleLists)[number]

const PEOPLE_PER_PAGE = 30

const belongs: Record<PeopleList, (enrolment: Enrolment) => boolean> = {
  all: ({ leftAt }) => leftAt === null,
  unopened: ({ leftAt, openedAt }) => leftAt === null && openedAt === null,
  left: ({ leftAt }) => leftAt !== null,
}

/** One page of one list of a cohort's people, and how many each list has. */
export function peopleView<T extends { enrolment: Enrolment }>(
  people: readonly T[],
  wanted: { list: PeopleList; page: unknown },
) {
  const of = (list: PeopleList) => people.filter(({ enrolment }) => belongs[list](enrolment))
  return {
    list: wanted.list,
    counts: { all: of('all').length, unopened: of('unopened').length, left: of('left').length },
    paged: pageOf(of(wanted.list), wanted.page, PEOPLE_PER_PAGE),
  }
}
