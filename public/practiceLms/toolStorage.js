// Keeps small values for tools whose cookies are blocked (LTI postMessage storage, v0p1). It runs in a frame of
// the LMS beside the tool, which addresses it by the name it was given at login.
const limits = { characters: 4096, keys: 500 }
const prefix = (origin) => `tool ${origin} `

function own(origin) {
  return Object.keys(localStorage).filter((name) => name.startsWith(prefix(origin)))
}

function put(origin, key, value) {
  const name = prefix(origin) + key
  if (value === null || value === undefined) return localStorage.removeItem(name)
  const others = own(origin).filter((other) => other !== name)
  const used = others.reduce((sum, other) => sum + other.length + localStorage.getItem(other).length, 0)
  const full = others.length >= limits.keys || used + name.length + value.length > limits.characters
  if (full) throw { code: 'storage_exhaustion', message: 'This tool has stored too much' }
  localStorage.setItem(name, value)
}

const answers = {
  'lti.put_data'({ key, value }, origin) {
    put(origin, key, value)
    return { key, value }
  },
  'lti.get_data': ({ key }, origin) => ({ key, value: localStorage.getItem(prefix(origin) + key) }),
}

window.addEventListener('message', ({ data, origin, source }) => {
  const answer = answers[data?.subject]
  if (!answer || typeof data.message_id !== 'string') return
  const reply = { subject: `${data.subject}.response`, message_id: data.message_id }
  try {
    if (typeof data.key !== 'string') throw { code: 'bad_request', message: 'key is missing' }
    const text = data.value === null || data.value === undefined || typeof data.value === 'string'
    if (!text) throw { code: 'bad_request', message: 'value must be a text, or null to forget it' }
    source.postMessage({ ...reply, ...answer(data, origin) }, origin)
  } catch ({ code, message }) {
    source.postMessage({ ...reply, error: { code, message } }, origin)
  }
})
