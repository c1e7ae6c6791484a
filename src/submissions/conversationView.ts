import type { ViewContext } from '../web/views.js'
import type { Heard } from './conversation.js'
import type { Channel } from './remark.js'

/** Everything said about one thing, in order of time, and where to say more. */
export interface Thread {
  channel: Channel
  about: string
  title: string
  remarks: Heard['remarks']
  /** Whether the reader may say something here now. */
  open: boolean
  /** Typed into a form that is shown again. */
  text: string
  field: string
  /** What is wrong with what was typed here. */
  wrong: string
}

/**
 * A conversation as its page prints it: coaching by slot, answers by criterion, the whole last. Threads in which
 * nothing was said and nothing can be said are left out.
 */
export function showThreads(
  heard: Heard,
  view: Pick<ViewContext, 'pick' | 't'>,
  typed: Record<string, string> = {},
  problem = '',
): Thread[] {
  const { microCredential, part, coached, answered } = heard
  const places: [Channel, string, string][] = [
    ...microCredential.slots.map(({ id, title }): [Channel, string, string] => [
      'coaching',
      id,
      view.pick(title),
    ]),
    ['coaching', '', view.t('submissions.talk.wholeCoaching')],
    ...microCredential.rubric.criteria.map(({ id, name }): [Channel, string, string] => [
      'answer',
      id,
      view.pick(name),
    ]),
    ['answer', '', view.t('submissions.talk.wholeAnswer')],
  ]
  const may = {
    coaching: coached && (part.owner || part.coach),
    answer: answered,
  }
  return places
    .map(([channel, about, title]) => {
      const here = typed['channel'] === channel && (typed['about'] ?? '') === about
      return {
        ...{ channel, about, title },
        remarks: heard.remarks.filter((one) => one.channel === channel && (one.about ?? '') === about),
        open: may[channel],
        text: here ? (typed['text'] ?? '') : '',
        wrong: here ? problem : '',
        field: `text-${channel}-${about}`,
      }
    })
    .filter(({ remarks, open, wrong }) => open || remarks.length > 0 || wrong !== '')
}
