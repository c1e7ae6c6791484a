import type { ViewContext } from '../../web/views.js'

const words = [
  ...['hint', 'ready', 'send', 'sending', 'count', 'waiting', 'checking', 'arrived', 'lost', 'signedOut'],
  ...['pause', 'paused', 'goOn', 'cancel', 'cancelled', 'found', 'forget', 'tooLarge', 'empty', 'failed'],
]

/** What the page's script says while a file is on its way, by word; names and numbers go where `{name}` stands. */
export const uploadWords = (t: ViewContext['t']): Record<string, string> =>
  Object.fromEntries(words.map((word) => [word, t(`submissions.sending.${word}`)]))
