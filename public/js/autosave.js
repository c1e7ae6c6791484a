// Saves a form while it is written, and keeps what has not been saved on the device until it is.
//
//   <form method="post" data-autosave="/submissions/s1/attempts/2/draft" data-saved-at="2026-03-12T09:00:00Z">
//
// The address gets the form's text fields by POST (urlencoded, with its _csrf) and answers 2xx, if it likes with
// JSON { savedAt, notice }: a notice is shown as it stands. The address must name one person's one attempt, because
// it names the copy on the device too. Texts come from the autosaveStatus macro.
//
// With data-autosave-merges the server decides what is newer, and keeps both where two pages disagree: a copy is then
// sent with what its page knew. A button with data-send-button is kept as well: pressed while the network is away, it is pressed again when the
// network is back, or when the page is next opened. Copies of somebody else on this device go.
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
        if (name.startsWith(PREFIX) && isOld(JSON.parse(localStorage.getItem(name))))
          localStorage.removeItem(name)
    }),
}

const person = document.documentElement.dataset.person
const isOld = (kept) => !(kept?.at > Date.now() - KEPT_FOR) || kept.person !== person

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

  let sendLater = false
  const keep = () =>
    storage.write(address, {
      ...{ at: Date.now(), on: form.dataset.savedAt, person, sendLater },
      fields: typedOf(form),
      all: fieldsOf(form),
    })
  const later = (milliseconds) => {
    clearTimeout(timer)
    timer = setTimeout(send, milliseconds)
  }

  async function send(keepalive = false) {
    const now = JSON.stringify(typedOf(form))
    if (sending) return
    if (now === saved) return sendLater ? press() : undefined
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
      if (JSON.stringify(typedOf(form)) !== now) return later(PAUSE)
      if (!sendLater) storage.remove(address)
      if (sendLater && !notice) void press()
    } else if (answer && answer.status < 500 && answer.status !== 429 && answer.status !== 408) {
      status.say('refused', notice)
    } else {
      status.say(sendLater ? 'sendLater' : 'waiting')
      later(RETRY[Math.min(tries++, RETRY.length - 1)] * 1000)
    }
  }

  const sendButton = form.querySelector('[data-send-button]')
  // The network is asked first, so that the browser's own error page never takes this one's place.
  async function press() {
    if (await fetch('/health', { cache: 'no-store' }).catch(() => undefined)) {
      sendLater = false
      storage.remove(address)
      form.requestSubmit(sendButton)
      return
    }
    sendLater = true
    keep()
    status.say('sendLater')
    later(RETRY[0] * 1000)
  }
  sendButton?.addEventListener('click', (event) => {
    event.preventDefault()
    void press()
  })

  /** Sends a copy that an earlier page left, as that page would have, and shows what came of it. */
  async function sendKept(kept) {
    status.say('saving')
    const current = Object.fromEntries(fieldsOf(form))
    // What the session says of itself is this page's; what was typed, and on top of what, is the other's.
    const fields = kept.all.map(([name, value]) => [name, name.startsWith('_') ? current[name] : value])
    const answer = await fetch(address, {
      method: 'POST',
      body: new URLSearchParams(fields),
      headers: { accept: 'application/json' },
      redirect: 'manual',
    }).catch(() => undefined)
    if (!answer?.ok) {
      restore(form, kept.fields)
      return answer && answer.status < 500 ? status.say('refused') : later(RETRY[0] * 1000)
    }
    const { notice } = await answer.json().catch(() => ({}))
    storage.remove(address)
    const news = JSON.stringify({ sendLater: kept.sendLater && !notice })
    attempt(() => sessionStorage.setItem(PREFIX + address, news))
    location.reload()
  }

  const kept = storage.read(address)
  const differs = kept && JSON.stringify(kept.fields) !== saved
  const serverSavedAt = Date.parse(form.dataset.savedAt ?? '')
  const sent = attempt(() => JSON.parse(sessionStorage.getItem(PREFIX + address)))
  attempt(() => sessionStorage.removeItem(PREFIX + address))
  // Written on top of what the server still has: newer, whatever the clock of this device says.
  const newer = kept && (kept.on === form.dataset.savedAt || !(serverSavedAt > kept.at))
  if (kept && 'autosaveMerges' in form.dataset && (differs || kept.sendLater)) void sendKept(kept)
  else if (newer && differs) {
    restore(form, kept.fields)
    status.say('restored')
    later(PAUSE)
  } else {
    storage.remove(address)
    if (sent) status.say('restored')
    else if (serverSavedAt) status.saved(serverSavedAt)
    if (sent?.sendLater) void press()
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

// The recorder comes when the slot it stands in is unfolded: the page is light until then.
for (const place of document.querySelectorAll('[data-record-script]'))
  place
    .closest('details')
    ?.addEventListener('toggle', () => void import(place.dataset.recordScript), { once: true })
