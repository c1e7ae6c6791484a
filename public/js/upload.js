// Sends a chosen file at once, with everything typed so far, and shows how far it is.
// Without script the file goes with the next "Save".
//
//   <form method="post" enctype="multipart/form-data" data-upload data-upload-limits='{"file-plan":20000000}'
//     data-upload-hint="It is sent as soon as you choose it." data-upload-sending="{percent} sent" data-upload-too-large="…" data-upload-failed="…">
//
// The form's address answers JSON: { errors?: [{ field, message }] }.
const percent = new Intl.NumberFormat(document.documentElement.lang, { style: 'percent' })

function sayBeside(input) {
  const place = document.createElement('div')
  place.className = 'flow flow--tight'
  const bar = document.createElement('progress')
  bar.className = 'meter'
  bar.max = 1
  const words = document.createElement('p')
  words.setAttribute('role', 'status')
  bar.hidden = true
  place.append(words, bar)
  input.after(place)
  return {
    progress(text, share) {
      words.className = 'hint'
      words.textContent = text
      bar.hidden = false
      bar.value = share
      bar.setAttribute('aria-label', text)
    },
    problem(text) {
      words.className = 'error'
      words.textContent = text
      bar.hidden = true
    },
  }
}

function send(form, input, say) {
  const { uploadSending, uploadFailed, uploadTooLarge, uploadLimits = '{}' } = form.dataset
  const [file] = input.files
  if (!file) return
  const limit = JSON.parse(uploadLimits)[input.name]
  const refuse = (text) => {
    input.value = ''
    input.disabled = false
    say.problem(text)
  }
  if (limit && file.size > limit) return refuse(uploadTooLarge)
  const fields = new FormData(form)
  for (const other of form.querySelectorAll('input[type="file"]'))
    if (other !== input) fields.delete(other.name)
  const showShare = (share) => say.progress(uploadSending.replace('{percent}', percent.format(share)), share)
  const request = new XMLHttpRequest()
  request.open('POST', form.action)
  request.setRequestHeader('accept', 'application/json')
  request.responseType = 'json'
  request.upload.addEventListener('progress', (event) => showShare(event.loaded / event.total))
  request.addEventListener('error', () => refuse(uploadFailed))
  request.addEventListener('load', () => {
    const error = request.response?.errors?.find(({ field }) => field === input.name)
    if (error) return refuse(error.message)
    if (request.status !== 200) return refuse(request.status === 413 ? uploadTooLarge : uploadFailed)
    location.hash = input.closest('details')?.id ?? ''
    location.reload()
  })
  input.disabled = true
  showShare(0)
  request.send(fields)
}

for (const form of document.querySelectorAll('form[data-upload]'))
  for (const input of form.querySelectorAll('input[type="file"]')) {
    const hint = document.getElementById(`${input.id}-hint`)
    if (hint) hint.textContent = form.dataset.uploadHint
    const say = sayBeside(input)
    input.addEventListener('change', (event) => {
      event.stopPropagation()
      send(form, input, say)
    })
  }
