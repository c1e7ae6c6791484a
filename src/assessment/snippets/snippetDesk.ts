import type { Actor } from '../../audit/actor.js'
import type { MicroCredential } from '../../catalogue/microCredential.js'
import { newId } from '../../database/ids.js'
import { asPerson } from '../../submissions/own.js'
import type { Judgement } from '../assessment.js'
import { decideKeeping, type Snippet } from './snippet.js'
import { asReader, type SnippetDeps } from './snippetDeps.js'
import { newsOf, readPress, withInserted, writtenIn, type Pressed } from './snippetPress.js'

type Asked = Pick<MicroCredential, 'key' | 'rubric'>

/** What a page offers of snippets: all that somebody may put into a judgement of one micro-credential. */
export interface Offered {
  personId: string
  snippets: Snippet[]
}

/** Snippets beside a judging form: offering them, putting one in, keeping what was just written. */
export function createSnippetDesk(deps: SnippetDeps) {
  async function offered(actor: Actor, { key, rubric }: Asked): Promise<Offered> {
    const { institutionId, personId } = asPerson(actor)
    if (!(await deps.assessing(institutionId, personId)).assesses) return { personId, snippets: [] }
    const [own, shared] = await Promise.all([
      deps.store.ofOwner(institutionId, personId, key),
      deps.store.shared(institutionId, key),
    ])
    const snippets = [...own, ...shared.filter(({ ownerId }) => ownerId !== personId)].filter(
      ({ criterionId }) => rubric.criteria.some(({ id }) => id === criterionId),
    )
    return { personId, snippets }
  }

  async function keep(
    actor: Actor,
    asked: Asked,
    wanted: Pick<Snippet, 'criterionId' | 'place'>,
    judgements: readonly Judgement[],
  ): Promise<Pressed['news']> {
    const { institutionId, personId } = await asReader(deps, actor)
    const { criterionId, place } = wanted
    const own = await deps.store.ofOwner(institutionId, personId, asked.key)
    const here = own.filter((one) => one.criterionId === criterionId)
    const decision = decideKeeping(writtenIn(judgements, criterionId, place), place, here)
    if (decision.kind === 'refused') return newsOf(decision)
    const levelId = judgements.find((one) => one.criterionId === criterionId)?.levelId ?? null
    const snippet: Snippet = {
      id: newId(),
      ...{ institutionId, microCredentialKey: asked.key, criterionId, place, text: decision.text },
      levelId: asked.rubric.levels.some(({ id }) => id === levelId) ? levelId : null,
      ownerId: personId,
      kept: { by: personId, at: deps.clock.now() },
      ...{ changed: null, offered: null, shared: null, removed: null },
    }
    if (!(await deps.store.add(snippet))) return 'known'
    await deps.audit.record({
      ...{ institutionId, actor, subject: `snippet:${snippet.id}`, at: snippet.kept.at },
      action: 'snippet.kept',
    })
    return 'kept'
  }

  return {
    /** What the actor may use on a micro-credential: their own, and what is shared; nothing for whoever does not assess. */
    offered,
    /**
     * Does what a button of snippets in a judging form asks for; null where the form was sent by another button. The form is
     * answered as it stands afterwards, with all that was typed. NotFound for whoever does not assess.
     */
    async press(
      actor: Actor,
      asked: Asked,
      body: unknown,
      judgements: readonly Judgement[],
    ): Promise<Pressed | null> {
      const press = readPress(body)
      if (!press) return null
      if (press.kind === 'keep') {
        const { criterionId, place } = press
        if (!asked.rubric.criteria.some(({ id }) => id === criterionId)) return null
        const news = await keep(actor, asked, { criterionId, place }, judgements)
        return { criterionId, place, news, judgements: [...judgements] }
      }
      const { snippets } = await offered(actor, asked)
      const snippet = snippets.find(({ id }) => id === press.snippetId)
      const [first] = judgements
      if (snippet && judgements.some(({ criterionId }) => criterionId === snippet.criterionId)) {
        const { criterionId, place } = snippet
        return { criterionId, place, news: 'inserted', judgements: withInserted(judgements, snippet) }
      }
      return {
        criterionId: first?.criterionId ?? '',
        ...{ place: 'comment', news: 'gone', judgements: [...judgements] },
      }
    },
  }
}

export type SnippetDesk = ReturnType<typeof createSnippetDesk>
