import type { Rubric } from '../../catalogue/rubric.js'
import type { ViewContext } from '../../web/views.js'
import type { Judgement } from '../assessment.js'
import { asItStands, inOrderFor, languageOf, snippetPlaces, type Snippet } from './snippet.js'
import type { Offered } from './snippetDesk.js'
import type { PressNews } from './snippetPress.js'
import type { SnippetGroup } from './snippetService.js'

type Pick_ = Pick<ViewContext, 'pick' | 'locale'>

const levelName = (rubric: Rubric | undefined, levelId: string | null, { pick }: Pick_): string =>
  pick(rubric?.levels.find(({ id }) => id === levelId)?.name)

/** The snippets beside each criterion of a judging form, by its id; and the news of a press, where there was one. */
export function showOffered(
  { snippets, personId }: Offered,
  rubric: Rubric,
  judgements: readonly Judgement[],
  view: Pick_,
  news: { criterionId: string; news: PressNews } | null = null,
) {
  const of = rubric.criteria.map(({ id }) => {
    const levelId = judgements.find(({ criterionId }) => criterionId === id)?.levelId ?? null
    const here = snippets.filter(({ criterionId }) => criterionId === id)
    const ordered = inOrderFor({ levelId, language: view.locale, personId }, here)
    return [id, ordered.map((one) => showSnippet(one, rubric, view, personId))] as const
  })
  return { of: Object.fromEntries(of), news: news && { [news.criterionId]: news.news } }
}

function showSnippet(one: Snippet, rubric: Rubric | undefined, view: Pick_, personId = '') {
  return {
    id: one.id,
    text: one.text,
    language: languageOf(one.text),
    place: one.place,
    levelId: one.levelId ?? '',
    level: levelName(rubric, one.levelId, view),
    mine: one.ownerId === personId,
    shared: one.shared,
    offered: one.offered,
  }
}

/** Where an answer is a snippet as it stands, by criterion: a soft word before it is sent. */
export function showAsItStands(
  { snippets }: Offered,
  rubric: Rubric,
  judgements: readonly Judgement[],
  { pick }: Pick<ViewContext, 'pick'>,
): string[] {
  return rubric.criteria.flatMap(({ id, name }) => {
    const here = snippets.filter(({ criterionId }) => criterionId === id)
    const written = judgements.find(({ criterionId }) => criterionId === id)
    return snippetPlaces.some((place) => asItStands(written?.[place] ?? '', here)) ? [pick(name)] : []
  })
}

/** Snippets under the names of their micro-credential and criterion; those whose criterion is gone last, by its id. */
export function showGroups(groups: readonly SnippetGroup[], view: Pick_) {
  return groups.map(({ key, microCredential, snippets }) => {
    const rubric = microCredential?.rubric
    const known = rubric?.criteria.map(({ id, name }) => ({ id, name: view.pick(name), gone: false })) ?? []
    const gone = [...new Set(snippets.map(({ criterionId }) => criterionId))]
      .filter((id) => !known.some((one) => one.id === id))
      .map((id) => ({ id, name: id, gone: true }))
    return {
      key,
      title: view.pick(microCredential?.title) || key,
      levels: rubric?.levels.map(({ id, name }) => ({ value: id, label: view.pick(name) })) ?? [],
      criteria: [...known, ...gone].flatMap((criterion) => {
        const here = snippets.filter(({ criterionId }) => criterionId === criterion.id)
        const shown = here.map((one) => showSnippet(one, rubric, view))
        return shown.length > 0 ? [{ ...criterion, snippets: shown }] : []
      }),
    }
  })
}
