/** Enough for the largest picture we take, twice; a file that needs more was made to need it. */
const MOST_BYTES = 1_200_000_000
const LOOK_EVERY_MS = 25

// In a thread of its own: the process it guards may be busy in a decoder for seconds and hear nothing.
setInterval(() => {
  if (process.memoryUsage.rss() > MOST_BYTES) process.kill(process.pid, 'SIGKILL')
}, LOOK_EVERY_MS)
