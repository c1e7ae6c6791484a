import { newSigningKey } from '../../src/practiceLms/platformKeys.js'

/** One signing key for all practice LMSs of a test run: making an RSA key takes longer than most tests. */
export const signingKey = await newSigningKey()
