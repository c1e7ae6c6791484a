// Tells the LMS that its registration window may close (Dynamic Registration §3.3). The message holds nothing, so any
// listener may have it; Moodle opens a frame, Canvas a frame too, others a window.
document.querySelector('[data-close-registration]')?.addEventListener('click', () => {
  ;(window.opener ?? window.parent).postMessage({ subject: 'org.imsglobal.lti.close' }, '*')
})
