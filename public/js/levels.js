// Counts a rubric while it is judged: <form data-levels> with the `levels` macro, and an element
// <output data-levels-total data-text="{judged} of {all} judged · {met} met"> anywhere in it.
// A digit chooses that level while the focus is on one of the criterion's levels.
const number = new Intl.NumberFormat(document.documentElement.lang)

for (const form of document.querySelectorAll('form[data-levels]')) {
  const criteria = [...form.querySelectorAll('[data-criterion]')]
  const totals = form.querySelectorAll('[data-levels-total]')
  const levelsOf = (criterion) => [...criterion.querySelectorAll('.level input')]

  const count = () => {
    const chosen = criteria.flatMap((criterion) => levelsOf(criterion).filter((level) => level.checked))
    const counts = {
      all: criteria.length,
      judged: chosen.length,
      met: chosen.filter((level) => 'meets' in level.dataset).length,
      points: chosen.reduce((sum, level) => sum + Number(level.dataset.points ?? 0), 0),
    }
    for (const total of totals)
      total.textContent = total.dataset.text.replace(/\{(\w+)\}/g, (_, name) => number.format(counts[name]))
  }

  form.addEventListener('change', count)
  form.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !event.target.matches('.level input')) return
    const level = levelsOf(event.target.closest('[data-criterion]'))[Number(event.key) - 1]
    if (!level) return
    event.preventDefault()
    level.focus()
    level.click()
  })
  count()
}
