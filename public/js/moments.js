// Takes the time from the player: a button "At this moment" beside each sound and film of <div data-moments>, which
// fills the next empty line and leads to it. Without script the time is typed.
for (const group of document.querySelectorAll('[data-moments]')) {
  const player = group.closest('.card')?.querySelector('audio, video')
  const button = group.querySelector('[data-moment]')
  const lines = [...group.querySelectorAll('[data-moment-line]')]
  const form = group.querySelector('input')?.form
  if (!player || !button || !form) continue
  // The lines stand beside the evidence, outside the form they belong to, which is told that they were written in.
  group.addEventListener('input', () => form.dispatchEvent(new Event('input')))
  button.hidden = false
  button.addEventListener('click', () => {
    player.pause()
    const fields = lines.map((line) => [...line.querySelectorAll('input')])
    const [at, text] = fields.find((line) => line.every(({ value }) => value === '')) ?? fields.at(-1)
    const seconds = Math.floor(player.currentTime)
    if (at.value === '') at.value = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
    text.focus()
    form.dispatchEvent(new Event('input'))
  })
}
