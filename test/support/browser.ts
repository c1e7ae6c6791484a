import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Browser } from 'playwright-core'

const libraryFolders = [
  '/lib64',
  '/usr/lib64',
  '/usr/lib',
  '/usr/lib/x86_64-linux-gnu',
  '/usr/lib/aarch64-linux-gnu',
]

/**
 * Where the browser of the development dependencies stands. On a bare Linux without the libraries a browser needs, the
 * ones packed beside it are unpacked too; the package does so when it believes to run where nothing else is installed.
 */
async function browserPath(): Promise<string> {
  const bare =
    process.platform === 'linux' &&
    !libraryFolders.some((folder) => existsSync(path.join(folder, 'libnss3.so')))
  if (bare) process.env['AWS_LAMBDA_JS_RUNTIME'] ??= 'nodejs22.x'
  const { default: packed } = await import('@sparticuz/chromium')
  return packed.executablePath()
}

/** A real browser that talks to nobody but the page it is given; `more`: switches of its own. The caller closes it. */
export async function openBrowser(more: string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: await browserPath(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...more,
    ],
  })
}
