// The tool says when its registration is finished (DR §3.6); then the list of tools is the next page.
const frame = document.querySelector('iframe')
const { href } = document.getElementById('done')

window.addEventListener('message', (event) => {
  if (event.source !== frame.contentWindow) return
  const data = typeof event.data === 'string' ? { subject: event.data } : event.data
  if (data?.subject === 'org.imsglobal.lti.close') window.location.assign(href)
})
