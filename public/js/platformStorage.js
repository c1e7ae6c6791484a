// Leaves one secret with the LMS at login and asks for it at launch, for browsers that keep no cookies in a frame
// (LTI Client Side postMessages, postMessage Storage). Whatever does not answer in time is not there.
//
//   <a href="…" data-storage-frame data-storage-origin data-storage-key data-storage-put="secret">   then follows the link
//   <form data-storage-frame data-storage-origin data-storage-key><input name="secret">              then sends the form
const PATIENCE = 1000

/** Resolves with the answer to one message, or with null. `from` says whether an answer comes from whom it must. */
function ask(to, origin, message, from) {
  return new Promise((resolve) => {
    const message_id = crypto.getRandomValues(new Uint32Array(3)).join('-')
    const done = (answer) => {
      clearTimeout(timer)
      window.removeEventListener('message', listen)
      resolve(answer)
    }
    const listen = (event) => {
      const { data } = event
      if (data?.message_id !== message_id || data.subject !== `${message.subject}.response`) return
      if (from(event)) done(data.error ? null : data)
    }
    const timer = setTimeout(done, PATIENCE, null)
    window.addEventListener('message', listen)
    try {
      to.postMessage({ ...message, message_id }, origin)
    } catch {
      done(null)
    }
  })
}

/** The window of a frame beside ours; null where there is none of that name. */
function frameCalled(name) {
  try {
    return name === '_parent' ? window.parent : (window.parent.frames[name] ?? null)
  } catch {
    return null
  }
}

/** Speaks to the storage if the platform says that it has one: answers null otherwise. */
async function storageOf({ storageFrame, storageOrigin, storageKey }) {
  const { parent } = window
  if (parent === window) return null
  const able = await ask(parent, '*', { subject: 'lti.capabilities' }, ({ source }) => source === parent)
  const listed = able?.supported_messages
  const found = Array.isArray(listed) && listed.find(({ subject }) => subject === 'lti.get_data')
  const storage = found && frameCalled(found.frame ?? storageFrame)
  if (!storage) return null
  const fromThere = ({ origin }) => origin === storageOrigin
  const speak = (message) => ask(storage, storageOrigin, { ...message, key: storageKey }, fromThere)
  return {
    put: (value) => speak({ subject: 'lti.put_data', value }),
    get: async () => (await speak({ subject: 'lti.get_data' }))?.value,
  }
}

const place = document.querySelector('[data-storage-frame]')
const waiting = document.querySelector('[data-storage-waiting]')
const otherwise = document.querySelector('[data-storage-otherwise]')

function show(isWaiting) {
  if (waiting) waiting.hidden = !isWaiting
  if (otherwise) otherwise.hidden = isWaiting
}

show(true)
const storage = await storageOf(place.dataset)
if (place.dataset.storagePut) {
  await storage?.put(place.dataset.storagePut)
  location.replace(place.href)
} else {
  const secret = await storage?.get()
  if (typeof secret === 'string' && secret) {
    place.elements.secret.value = secret
    void storage.put(null)
    place.submit()
  } else show(false)
}
