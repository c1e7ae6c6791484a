// Records sound where the browser can, and hands it to the file field beside it, as if it had been chosen there.
//
//   <div data-record="file-talk" data-record-limit="20000000" data-record-name="recording" hidden>  with the buttons
//     [data-record-start] [data-record-stop] [data-record-use], an <audio>, a [data-record-said] for what is said,
//     and the sentences in data-…: recording, ready, refused, failed, full.
//
// A frame that may not use the microphone, or a browser without a recorder, keeps the file field alone.
const types = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus']
const endings = { 'audio/webm': 'webm', 'audio/mp4': 'm4a', 'audio/ogg': 'ogg' }
const BITS_PER_SECOND = 64_000

const allowed = () => {
  const policy = document.permissionsPolicy ?? document.featurePolicy
  return policy?.allowsFeature?.('microphone') ?? true
}
const type = window.MediaRecorder && types.find((each) => MediaRecorder.isTypeSupported(each))

function recorder(place) {
  const input = document.getElementById(place.dataset.record)
  const part = (name) => place.querySelector(`[data-record-${name}]`)
  const [start, stop, use, said] = ['start', 'stop', 'use', 'said'].map(part)
  const audio = place.querySelector('audio')
  const limit = Number(place.dataset.recordLimit)
  let running
  let taken

  const say = (key) => (said.textContent = place.dataset[key] ?? '')
  const show = (state) => {
    start.hidden = state === 'recording'
    stop.hidden = state !== 'recording'
    use.hidden = audio.hidden = state !== 'ready'
  }

  async function begin() {
    let stream
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true })
    } catch (error) {
      say(error.name === 'NotAllowedError' ? 'refused' : 'failed')
      return
    }
    const parts = []
    let bytes = 0
    let full = false
    running = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: BITS_PER_SECOND })
    running.addEventListener('dataavailable', ({ data }) => {
      parts.push(data)
      bytes += data.size
      // A second more must still fit.
      if (!full && bytes + BITS_PER_SECOND / 4 > limit) {
        full = true
        running.stop()
      }
    })
    running.addEventListener('stop', () => {
      for (const track of stream.getTracks()) track.stop()
      const [plain] = type.split(';')
      taken = new File(parts, `${place.dataset.recordName}.${endings[plain]}`, { type: plain })
      URL.revokeObjectURL(audio.src)
      audio.src = URL.createObjectURL(taken)
      show('ready')
      say(full ? 'full' : 'ready')
      use.focus()
    })
    running.start(1000)
    show('recording')
    say('recording')
    stop.focus()
  }

  start.addEventListener('click', () => void begin())
  stop.addEventListener('click', () => running.stop())
  use.addEventListener('click', () => {
    const files = new DataTransfer()
    files.items.add(taken)
    input.files = files.files
    say('')
    show('')
    input.dispatchEvent(new Event('change', { bubbles: true }))
  })
  place.hidden = false
  show('')
}

if (type && navigator.mediaDevices?.getUserMedia && allowed())
  for (const place of document.querySelectorAll('[data-record]')) recorder(place)
