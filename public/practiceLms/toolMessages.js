// Answers the tool in the frame: what messages are understood, and how high it wants to be.
const frame = document.querySelector('iframe.tool')
const storage = 'post_message_forwarding'
const supported = [
  { subject: 'lti.capabilities' },
  { subject: 'lti.put_data', frame: storage },
  { subject: 'lti.get_data', frame: storage },
  { subject: 'lti.frameResize' },
]

window.addEventListener('message', ({ data, origin, source }) => {
  if (source !== frame.contentWindow) return
  if (data?.subject === 'lti.capabilities') {
    const reply = {
      subject: 'lti.capabilities.response',
      message_id: data.message_id,
      supported_messages: supported,
    }
    source.postMessage(reply, origin)
  }
  if (data?.subject === 'lti.frameResize' && Number(data.height) > 0)
    frame.style.height = `${Number(data.height)}px`
})
