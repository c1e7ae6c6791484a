// Sends a chosen file in parts (tus 1.0.0) and goes on where it stopped: after a dropped line, a closed page, another
// network, or on another device. Without script the file goes with the next "Save".
//
//   <form data-uploads="/submissions/s1/artefacts" data-upload-words="{…}" data-upload-limits='{"file-plan":20000000}'>
//
// The words come from fileSlot.njk. The places that change when a file has arrived have ids that end in the slot's.
const PART = 8_000_000
const ASK_FIRST = 50_000_000
const WAITS = [1, 2, 5, 10, 20, 30]
const KEPT = 'cairn:upload:'
const language = document.documentElement.lang
const percent = new Intl.NumberFormat(language, { style: 'percent' })

const sized = (bytes) => {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte']
  const power = bytes > 0 ? Math.min(3, Math.floor(Math.log10(bytes) / 3)) : 0
  const style = { style: 'unit', unit: units[power], maximumFractionDigits: 1 }
  return new Intl.NumberFormat(language, style).format(bytes / 1000 ** power)
}
const encoded = (text) => btoa(String.fromCharCode(...new TextEncoder().encode(text)))
const wait = (seconds) =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000)
    window.addEventListener('online', () => resolve(clearTimeout(timer)), { once: true })
  })

// In a frame the browser may refuse to keep anything: the server knows the file again all the same.
const kept = (address, value) => {
  try {
    if (value === null) localStorage.removeItem(KEPT + address)
    else if (value) localStorage.setItem(KEPT + address, JSON.stringify(value))
    else return JSON.parse(localStorage.getItem(KEPT + address))
  } catch {
    return undefined
  }
}

class Stop extends Error {}

function uploadInto(form, input) {
  const words = JSON.parse(form.dataset.uploadWords)
  const limit = JSON.parse(form.dataset.uploadLimits)[input.name]
  const slot = input.name.slice('file-'.length)
  const address = `${form.dataset.uploads}/${slot}/uploads`
  const say = (word, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words[word])

  const place = document.createElement('div')
  place.className = 'flow flow--tight'
  place.innerHTML =
    '<p role="status"></p><progress class="meter" max="1" hidden></progress><p class="hint" hidden></p><p class="actions" hidden></p>'
  const [status, bar, count, actions] = place.children
  input.after(place)

  let file, url, offset, request, spoken
  // Who pauses and goes on at once must not have two of them sending.
  let state = 'idle'
  let turn = 0

  // Read aloud are changes of state and every tenth, not every part.
  const tell = (text, kind = 'hint') => {
    status.className = kind
    if (status.textContent !== text) status.textContent = text
  }
  const offer = (...buttons) => {
    const focused = actions.contains(document.activeElement)
    actions.replaceChildren(
      ...buttons.map(([word, action, look = 'quiet', values = {}]) => {
        const button = document.createElement('button')
        button.type = 'button'
        button.className = `button button--${look}`
        button.textContent = say(word, values)
        button.addEventListener('click', action)
        return button
      }),
    )
    actions.hidden = buttons.length === 0
    if (focused) (actions.firstChild ?? input).focus()
  }
  const progress = (sent) => {
    const share = file.size ? sent / file.size : 0
    const tenth = Math.floor(share * 10)
    bar.hidden = count.hidden = false
    bar.value = share
    count.textContent = say('count', { sent: sized(sent), size: sized(file.size) })
    bar.setAttribute('aria-label', count.textContent)
    if (state !== 'sending' || spoken === tenth) return
    spoken = tenth
    tell(say('sending', { name: file.name, percent: percent.format(tenth / 10) }))
  }
  const leave = (text, kind) => {
    state = 'idle'
    bar.hidden = count.hidden = true
    input.disabled = false
    input.value = ''
    offer()
    tell(text, kind)
  }

  const headers = (more) => ({
    accept: 'application/json',
    'x-csrf-token': form.elements._csrf.value,
    'tus-resumable': '1.0.0',
    ...more,
  })
  // Answers what the next step needs, or throws: `Stop` with what to tell the person, anything else to be tried again.
  const judge = async (status, message) => {
    if (status >= 200 && status < 300) return
    if (status === 401 || status === 403) throw new Stop(words.signedOut)
    if (status === 404 || status === 410) {
      kept(address, null)
      throw new Stop(words.lost)
    }
    if (status === 409 && url) {
      offset = undefined
      throw new Error('elsewhere')
    }
    if ((status < 500 || status === 507) && status !== 423 && status !== 408 && !(status === 429 && url))
      throw new Stop((await message()) ?? words.failed)
    throw new Error(String(status))
  }
  const ask = async (method, to, more) => {
    const answer = await fetch(to, { method, headers: headers(more) })
    await judge(answer.status, async () => (await answer.json().catch(() => ({}))).message)
    return answer
  }

  async function begin(isOurs) {
    const about = [
      ['name', file.name],
      ['fingerprint', `${file.name} ${file.size} ${file.lastModified}`],
    ]
    const answer = await ask('POST', address, {
      'upload-length': String(file.size),
      'upload-metadata': about.map(([name, value]) => `${name} ${encoded(value)}`).join(','),
    })
    const made = answer.headers.get('location')
    if (!isOurs()) return void ask('DELETE', made).catch(() => undefined)
    url = made
    kept(address, { name: file.name, size: file.size, url })
  }

  const sendPart = () =>
    new Promise((resolve, reject) => {
      request = new XMLHttpRequest()
      request.open('PATCH', url)
      const said = headers({
        'upload-offset': String(offset),
        'content-type': 'application/offset+octet-stream',
      })
      for (const [name, value] of Object.entries(said)) request.setRequestHeader(name, value)
      request.upload.addEventListener('progress', (event) => progress(offset + event.loaded))
      request.addEventListener('error', () => reject(new Error('line')))
      request.addEventListener('abort', () => reject(new Error('abort')))
      request.addEventListener('load', () => {
        const { status } = request
        judge(status, () => undefined).then(
          () => resolve(Number(request.getResponseHeader('upload-offset'))),
          reject,
        )
      })
      request.send(file.slice(offset, offset + PART))
    })

  async function sendAll(isOurs) {
    if (!url) await begin(isOurs)
    if (!isOurs()) return false
    const told = offset ?? Number((await ask('HEAD', url)).headers.get('upload-offset'))
    if (!isOurs()) return false
    progress((offset = told))
    while (offset < file.size) {
      const now = await sendPart()
      if (!isOurs()) return false
      progress((offset = now))
    }
    tell(words.checking)
    bar.removeAttribute('value')
    offer()
    while ((await ask('POST', `${url}/attachment`)).status === 202) await wait(1)
    return true
  }

  async function run() {
    const mine = (turn += 1)
    const isOurs = () => state === 'sending' && turn === mine
    state = 'sending'
    spoken = undefined
    input.disabled = true
    offer(['pause', pause], ['cancel', cancel, 'plain'])
    for (let tries = 0; isOurs(); tries += 1) {
      const before = offset
      try {
        if (await sendAll(isOurs)) return await arrived()
      } catch (error) {
        if (!isOurs()) return
        if (error instanceof Stop) return leave(error.message, 'error')
        if (offset > before) tries = 0
        offset = undefined
        tell(words.waiting, 'hint')
        await wait(WAITS[Math.min(tries, WAITS.length - 1)])
        spoken = undefined
      }
    }
  }

  function pause() {
    state = 'paused'
    request?.abort()
    offset = undefined
    tell(words.paused)
    offer(['goOn', run, 'quiet'], ['cancel', cancel, 'plain'])
  }

  function cancel() {
    state = 'idle'
    request?.abort()
    if (url) void ask('DELETE', url).catch(() => undefined)
    kept(address, null)
    url = offset = undefined
    leave(words.cancelled)
  }

  // What is written elsewhere on the page stays as it is: only what tells about this file is fetched anew.
  async function arrived() {
    kept(address, null)
    const focused = place.contains(document.activeElement)
    const page = await fetch(location.href, { headers: { accept: 'text/html' } })
      .then((answer) => answer.text())
      .catch(() => '')
    const fresh = new DOMParser().parseFromString(page, 'text/html')
    for (const find of [
      `#held-${slot}`,
      `#slot-${slot} > summary`,
      `label[for="${input.id}"]`,
      '#to-send',
      '#ready',
    ])
      if (fresh.querySelector(find)) document.querySelector(find)?.replaceWith(fresh.querySelector(find))
    const { name } = file
    url = offset = undefined
    leave(say('arrived', { name }))
    if (focused) input.focus()
  }

  function choose() {
    ;[file] = input.files
    url = offset = undefined
    if (!file) return leave('')
    if (limit && file.size > limit)
      return leave(say('tooLarge', { size: sized(file.size), limit: sized(limit) }), 'error')
    if (file.size === 0) return leave(words.empty, 'error')
    const values = { name: file.name, size: sized(file.size) }
    tell(say('ready', values))
    if (file.size < ASK_FIRST) return void run()
    input.disabled = true
    state = 'asked'
    offer(['send', run, 'quiet', values], ['cancel', cancel, 'plain'])
  }

  const hint = document.getElementById(`${input.id}-hint`)
  if (hint) hint.textContent = words.hint
  const before = kept(address)
  if (before?.url) {
    tell(say('found', { name: before.name, size: sized(before.size) }))
    // Folded away it would be forgotten for good.
    const folded = place.closest('details')
    if (folded) folded.open = true
    offer(['forget', () => ((url = before.url), cancel()), 'plain'])
  }
  input.addEventListener('change', (event) => {
    event.stopPropagation()
    choose()
  })
  window.addEventListener('beforeunload', (event) => {
    if (state === 'sending') event.preventDefault()
  })
}

for (const form of document.querySelectorAll('form[data-uploads]'))
  for (const input of form.querySelectorAll('input[type="file"]')) {
    if (!input.closest('.capture')) uploadInto(form, input)
    else
      // A phone's camera hands over what it made as if it had been chosen in the field of the slot.
      input.addEventListener('change', (event) => {
        event.stopPropagation()
        const field = document.getElementById(input.name)
        field.files = input.files
        input.value = ''
        field.dispatchEvent(new Event('change', { bubbles: true }))
      })
  }
