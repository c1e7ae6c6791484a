// Copy buttons: hidden until this runs, because without it they could do nothing.
for (const button of document.querySelectorAll('button[data-copy]')) {
  const field = document.getElementById(button.dataset.copy)
  const text = button.querySelector('[data-copy-text]')
  if (!field || !text) continue
  const idle = text.textContent
  let timer
  button.hidden = false
  button.addEventListener('click', async () => {
    field.select()
    try {
      await navigator.clipboard.writeText(field.value)
    } catch {
      // An LMS frame may not grant the clipboard; the older way still works on what is selected.
      document.execCommand('copy')
    }
    text.textContent = button.dataset.copied
    clearTimeout(timer)
    timer = setTimeout(() => (text.textContent = idle), 2500)
  })
}
