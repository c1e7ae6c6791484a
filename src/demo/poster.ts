import sharp from 'sharp'

const WIDTH = 1_200
const HEIGHT = 800

const ink = 'fill="none" stroke="#2b3a42" stroke-width="7" stroke-linecap="round" stroke-linejoin="round"'
const dots = Array.from({ length: 9 }, (_, index) => {
  const turn = (index / 9) * 2 * Math.PI
  return `<circle cx="${(50 + 38 * Math.cos(turn)).toFixed(1)}" cy="${(50 + 38 * Math.sin(turn)).toFixed(1)}" r="8" fill="#2b3a42"/>`
}).join('')

/** Door, hook, choose, quiet start, circle: each a hundred units wide and high. */
const pictures = [
  `<path ${ink} d="M22 96V10h56v86M8 96h84"/><circle cx="66" cy="54" r="5" fill="#2b3a42"/>`,
  `<path ${ink} d="M50 6v14a10 10 0 1 0 12 10M24 90l10-46h32l10 46z"/>`,
  `<path ${ink} d="M8 40l20-30 20 30zM58 14h32v26H58zM14 66h30v26H14z"/><circle cx="74" cy="78" r="16" ${ink}/>`,
  `<path ${ink} d="M62 12a38 38 0 1 0 26 58A32 32 0 0 1 62 12z"/>`,
  dots,
]
const grounds = ['#f6d9a8', '#cfe3d4', '#f3c9bd', '#cdd9ea', '#e3d3ea']

/**
 * A photograph of a hand-made poster, as a teacher pins it beside the door: five pictures in the order of the morning and
 * a blue card. Drawn without letters, so that it looks the same on every machine. JPEG, about 40 kB.
 */
export async function posterPhoto(): Promise<Buffer> {
  const panels = pictures
    .map((picture, index) => {
      const x = 120 + index * 196
      const tilt = [-1.2, 0.8, -0.5, 1.1, -0.9][index] ?? 0
      return `<g transform="rotate(${tilt} ${x + 85} 300)"><rect x="${x}" y="190" width="176" height="220" rx="10" fill="${grounds[index] ?? ''}"/><g transform="translate(${x + 24} 236) scale(1.28)">${picture}</g></g>`
    })
    .join('')
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <defs><linearGradient id="wall" x1="0" y1="0" x2="1" y2="1"><stop offset="0" stop-color="#d9d2c5"/><stop offset="1" stop-color="#b9b0a0"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#wall)"/>
    <g transform="rotate(-1.5 600 400)"><rect x="68" y="78" width="1080" height="660" fill="#000" opacity=".18"/><rect x="60" y="66" width="1080" height="660" fill="#fffdf6"/>
    <path d="M120 130h420" stroke="#8a5a2b" stroke-width="14" stroke-linecap="round"/>
    ${panels}
    <path d="M120 470h960" stroke="#c9bfae" stroke-width="4" stroke-dasharray="14 12"/>
    <rect x="150" y="520" width="250" height="150" rx="12" fill="#3f78b5"/><circle cx="275" cy="582" r="30" fill="none" stroke="#fff" stroke-width="9"/><path d="M275 564v20l14 10" fill="none" stroke="#fff" stroke-width="9" stroke-linecap="round"/>
    <path d="M470 550h520M470 600h440M470 650h300" stroke="#b23b2e" stroke-width="9" stroke-linecap="round" opacity=".75"/>
    <circle cx="80" cy="86" r="13" fill="#b23b2e"/><circle cx="1120" cy="86" r="13" fill="#b23b2e"/></g></svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer()
}
