// Reports how long somebody was at work on a page: once a minute, and when they leave it.
//
//   <form data-active-time="/assessments/a1/time">
//
// Only seconds count in which the page is in front and something was typed, moved, scrolled or played within the last
// two minutes. The address gets { seconds, _csrf } by POST; the server never counts more than has passed. What could
// not be sent is sent with the next report.
const IDLE = 120_000
const EVERY = 60
const form = document.querySelector('[data-active-time]')
let lastSign = Date.now()
let seconds = 0

for (const sign of ['pointermove', 'pointerdown', 'keydown', 'scroll', 'touchstart', 'timeupdate'])
  document.addEventListener(sign, () => (lastSign = Date.now()), { capture: true, passive: true })

function report() {
  if (!form || seconds < 1) return
  const sent = seconds
  seconds = 0
  const body = new URLSearchParams({ _csrf: form.elements._csrf.value, seconds: sent })
  void fetch(form.dataset.activeTime, { method: 'POST', body, keepalive: true }).catch(
    () => (seconds += sent),
  )
}

setInterval(() => {
  if (document.visibilityState === 'visible' && Date.now() - lastSign < IDLE) seconds += 1
  if (seconds >= EVERY) report()
}, 1000)
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && report())
addEventListener('pagehide', report)
