// Winds the player of a section to a moment somebody spoke of: <a href="/evidence/a1#t=83" data-seek="83"> beside it.
document.addEventListener('click', (event) => {
  const link = event.target.closest?.('a[data-seek]')
  const player = link?.closest('section, .card')?.querySelector('audio, video')
  if (!player) return
  event.preventDefault()
  player.currentTime = Number(link.dataset.seek)
  player.focus()
  // A browser may refuse to play by itself; the moment is there all the same.
  void player.play().catch(() => undefined)
})
