import sparticuz from '@sparticuz/chromium'
import { chromium, type Browser } from 'playwright-core'

/** A real browser that talks to nobody but the page it is given. The caller closes it. */
export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: await sparticuz.executablePath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}
