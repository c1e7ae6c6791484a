// Tells the LMS how tall the page is, so that there is one scroll bar and not two: where the LMS says that it understands
// (LTI Client Side postMessages). Moodle does not answer, and nothing is sent.
const { parent } = window

// What somebody else left unsent on this device is not for whoever is here now.
const { person } = document.documentElement.dataset
if (person)
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith('cairn:draft:') && JSON.parse(localStorage.getItem(name)).person !== person)
        localStorage.removeItem(name)
  } catch {
    // A frame without storage keeps nothing.
  }

const understood = (subject, { supported_messages: listed }) =>
  Array.isArray(listed) && listed.some((each) => each?.subject === subject)

function follow(messages) {
  if (understood('lti.scrollToTop', messages) && !location.hash)
    parent.postMessage({ subject: 'lti.scrollToTop' }, '*')
  if (!understood('lti.frameResize', messages)) return
  // The page fills the window by itself; its own height is where its last part ends, or frame and page would push each other.
  document.body.style.minBlockSize = 'auto'
  let told = 0
  const tell = () => {
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    if (Math.abs(height - told) < 2) return
    told = height
    parent.postMessage({ subject: 'lti.frameResize', height }, '*')
  }
  new ResizeObserver(tell).observe(document.body)
}

// What winds a film to a moment comes with the first click on one.
for (const list of document.querySelectorAll('[data-seek-script]'))
  list.addEventListener(
    'click',
    (event) => {
      event.preventDefault()
      void import(list.dataset.seekScript).finally(() => event.target.click())
    },
    { once: true },
  )

if (parent !== window) {
  // Not randomUUID: a frame in a page that is not https has none.
  const message_id = crypto.getRandomValues(new Uint32Array(3)).join('-')
  window.addEventListener('message', function hear({ data, source }) {
    if (source !== parent || data?.subject !== 'lti.capabilities.response') return
    if (data.message_id !== message_id) return
    window.removeEventListener('message', hear)
    follow(data)
  })
  parent.postMessage({ subject: 'lti.capabilities', message_id }, '*')
}
