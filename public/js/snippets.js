// Puts kept words into their field at once: <button data-snippet="comment-c1" aria-describedby="the id of the words">. Without
// script the button sends the form, which comes back with the words in it.
for (const button of document.querySelectorAll('[data-snippet]'))
  button.addEventListener('click', (event) => {
    const field = button.form?.elements[button.dataset.snippet]
    const words = document.getElementById(button.getAttribute('aria-describedby'))?.textContent
    if (!field || !words) return
    event.preventDefault()
    if (!field.value.includes(words))
      field.value = field.value.trim() ? `${field.value.trimEnd()}\n\n${words}` : words
    field.dispatchEvent(new Event('input', { bubbles: true }))
    field.focus()
  })
