// Saves a form while it is written, and keeps what has not been saved on the device until it is.
//
//   <form method="post" data-autosave="/submissions/s1/attempts/2/draft" data-saved-at="2026-03-12T09:00:00Z">
//
// The address gets the form's text fields by POST (urlencoded, with its _csrf) and answers 2xx, if it likes with
// JSON { savedAt, notice }: a notice is shown as it stands. The address must name one person's one attempt, because
// it names the copy on the device too. Texts come from the autosaveStatus macro.
const PAUSE = 1500
const RETRY = [5, 15, 60]
const KEPT_FOR = 7 * 24 * 3600 * 1000
const PREFIX = 'cairn:draft:'

// In a frame the browser may refuse storage altogether; saving to the server then has to be enough.
const storage = {
  read: (key) => attempt(() => JSON.parse(localStorage.getItem(PREFIX + key))),
  write: (key, value) => attempt(() => localStorage.setItem(PREFIX + key, JSON.stringify(value))),
  remove: (key) => attempt(() => localStorage.removeItem(PREFIX + key)),
  sweep: () =>
    attempt(() => {
      for (const name of Object.keys(localStorage))
        if (name.startsWith(PREFIX) && !(JSON.parse(localStorage.getItem(name)).at > Date.now() - KEPT_FOR))
          localStorage.removeItem(name)
    }),
}

function attempt(action) {
  try {
    return action()
  } catch {
    return undefined
  }
}

const fieldsOf = (form) => [...new FormData(form)].filter(([, value]) => typeof value === 'string')

// Hidden fields are the page's own business: they are sent, but neither kept nor compared.
function typedOf(form) {
  const own = new Set([...form.elements].filter((each) => each.type === 'hidden').map((each) => each.name))
  return fieldsOf(form).filter(([name]) => !own.has(name))
}

function ago(since) {
  const language = document.documentElement.lang
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const minutes = Math.round((Date.now() - since) / 60_000)
  if (minutes < 60) return relative.format(-minutes, 'minute')
  const hours = Math.round(minutes / 60)
  if (hours < 24) return relative.format(-hours, 'hour')
  if (hours < 7 * 24) return relative.format(-Math.round(hours / 24), 'day')
  return new Intl.DateTimeFormat(language, { dateStyle: 'long' }).format(since)
}

function statusOf(form) {
  const place = form.querySelector('[data-autosave-status]')
  const text = place?.querySelector('[data-autosave-text]')
  const live = place?.querySelector('[data-autosave-live]')
  let savedAt
  const show = () => {
    if (!place || !text || savedAt === undefined) return
    const fresh = Date.now() - savedAt < 45_000
    text.textContent = fresh ? place.dataset.savedNow : place.dataset.saved.replace('{ago}', ago(savedAt))
  }
  setInterval(show, 30_000)
  // The clock's ticking is for the eye only; a screen reader hears of a change of state, once.
  const say = (state, words) => {
    if (!place || !text || !live) return
    const news = place.dataset.state !== state
    place.dataset.state = state
    savedAt = undefined
    text.textContent = words ?? place.dataset[state] ?? ''
    if (news && state !== 'saving') live.textContent = text.textContent
  }
  return {
    say,
    saved(at) {
      say('savedNow')
      savedAt = at
      show()
    },
  }
}

function restore(form, fields) {
  const values = new Map()
  for (const [name, value] of fields) values.set(name, [...(values.get(name) ?? []), value])
  for (const control of form.elements) {
    if (!control.name || ['hidden', 'file', 'submit'].includes(control.type)) continue
    const kept = values.get(control.name)
    if (control.type === 'checkbox' || control.type === 'radio')
      control.checked = kept?.includes(control.value) ?? false
    else if (kept?.length) control.value = kept.shift()
  }
  form.dispatchEvent(new Event('change', { bubbles: true }))
}

function autosave(form) {
  const address = form.dataset.autosave
  const status = statusOf(form)
  let saved = JSON.stringify(typedOf(form))
  let timer
  let tries = 0
  let sending = false

  const keep = () =>
    storage.write(address, { at: Date.now(), on: form.dataset.savedAt, fields: typedOf(form) })
  const later = (milliseconds) => {
    clearTimeout(timer)
    timer = setTimeout(send, milliseconds)
  }

  async function send(keepalive = false) {
    const now = JSON.stringify(typedOf(form))
    if (now === saved || sending) return
    clearTimeout(timer)
    sending = true
    if (tries === 0) status.say('saving')
    const answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fieldsOf(form)),
      headers: { accept: 'application/json' },
      redirect: 'manual',
      keepalive: keepalive === true,
    }).catch(() => undefined)
    const { savedAt, notice } = (await answer?.json().catch(() => undefined)) ?? {}
    sending = false
    if (answer?.ok) {
      saved = now
      tries = 0
      form.dataset.savedAt = savedAt ?? new Date().toISOString()
      if (notice) status.say('notice', notice)
      else status.saved(Date.now())
      if (JSON.stringify(typedOf(form)) === now) storage.remove(address)
      else later(PAUSE)
    } else if (answer && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      status.say('refused', notice)
    } else {
      status.say('waiting')
      later(RETRY[Math.min(tries++, RETRY.length - 1)] * 1000)
    }
  }

  const kept = storage.read(address)
  const serverSavedAt = Date.parse(form.dataset.savedAt ?? '')
  // Written on top of what the server still has: newer, whatever the clock of this device says.
  const newer = kept && (kept.on === form.dataset.savedAt || !(serverSavedAt > kept.at))
  if (newer && JSON.stringify(kept.fields) !== saved) {
    restore(form, kept.fields)
    status.say('restored')
    later(PAUSE)
  } else {
    storage.remove(address)
    if (serverSavedAt) status.saved(serverSavedAt)
  }

  const typed = () => {
    keep()
    if (tries === 0) later(PAUSE)
  }
  form.addEventListener('input', typed)
  form.addEventListener('change', typed)
  form.addEventListener('submit', () => clearTimeout(timer))
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'hidden') void send(true)
  })
  window.addEventListener('online', () => void send())
}

storage.sweep()
for (const form of document.querySelectorAll('form[data-autosave]')) autosave(form)
