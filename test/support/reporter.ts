import Mocha from 'mocha'

/** Mocha's spec reporter, closed by the one line a machine reads: `N passed, N failed`. */
export default class CountingReporter extends Mocha.reporters.Spec {
  override epilogue(): void {
    super.epilogue()
    process.stdout.write(`${this.stats.passes} passed, ${this.stats.failures} failed\n`)
  }
}
