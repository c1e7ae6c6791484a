// Answers the tool in the frame (LTI Client Side postMessages, v0p1): what is understood, how high it wants to be, where to look.
const frame = document.querySelector('iframe.tool')
const storage = 'post_message_forwarding'
const tallest = 20_000

const answers = {
  'lti.capabilities': () => ({
    supported_messages: [
      { subject: 'lti.put_data', frame: storage },
      { subject: 'lti.get_data', frame: storage },
      ...Object.keys(answers).map((subject) => ({ subject })),
    ],
  }),
  'lti.frameResize'({ height }) {
    if (!(Number(height) > 0)) throw { code: 'bad_request', message: 'height must be a number of pixels' }
    frame.style.height = `${Math.min(Number(height), tallest)}px`
    return {}
  },
  'lti.scrollToTop'() {
    window.scrollTo(0, 0)
    return {}
  },
}

window.addEventListener('message', ({ data, origin, source }) => {
  if (source !== frame.contentWindow || typeof data?.subject !== 'string') return
  if (!data.subject.startsWith('lti.') || data.subject.endsWith('.response')) return
  const reply = { subject: `${data.subject}.response`, message_id: data.message_id }
  try {
    const answer = answers[data.subject]
    if (!answer) throw { code: 'unsupported_subject', message: `${data.subject} is not understood here` }
    source.postMessage({ ...reply, ...answer(data) }, origin)
  } catch ({ code, message }) {
    source.postMessage({ ...reply, error: { code, message } }, origin)
  }
})
