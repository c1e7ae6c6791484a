/** The names MongoDB gives to the codes that programs look at; every other code is called `Location<code>`. */
const names: Record<number, string> = {
  1: 'InternalError',
  2: 'BadValue',
  9: 'FailedToParse',
  14: 'TypeMismatch',
  20: 'IllegalOperation',
  26: 'NamespaceNotFound',
  27: 'IndexNotFound',
  28: 'PathNotViable',
  40: 'ConflictingUpdateOperators',
  43: 'CursorNotFound',
  48: 'NamespaceExists',
  52: 'DollarPrefixedFieldName',
  53: 'InvalidIdField',
  54: 'NotSingleValueField',
  56: 'EmptyFieldName',
  59: 'CommandNotFound',
  66: 'ImmutableField',
  67: 'CannotCreateIndex',
  72: 'InvalidOptions',
  73: 'InvalidNamespace',
  85: 'IndexOptionsConflict',
  86: 'IndexKeySpecsConflict',
  112: 'WriteConflict',
  115: 'CommandNotSupported',
  121: 'DocumentValidationFailure',
  168: 'InvalidPipelineOperator',
  171: 'CannotIndexParallelArrays',
  197: 'InvalidIndexSpecificationOption',
  238: 'NotImplemented',
  241: 'ConversionFailure',
  334: 'CannotBackfillArray',
  10334: 'BSONObjectTooLarge',
  11000: 'DuplicateKey',
  40415: 'IDLUnknownField',
  40414: 'IDLFailedToParse',
}

/** A refusal the client is told about, with MongoDB's numeric code; anything else that is thrown is our own fault. */
export class CommandError extends Error {
  constructor(
    readonly code: number,
    message: string,
    readonly details: Record<string, unknown> = {},
  ) {
    super(message)
  }

  get codeName(): string {
    return names[this.code] ?? `Location${this.code}`
  }
}

/** The refusal for a value that cannot be what it is asked to be (code 2). */
export function badValue(message: string): CommandError {
  return new CommandError(2, message)
}

/** The refusal for something MongoDB has and this store has not; `what` names it exactly (code 238). */
export function notSupported(what: string): CommandError {
  return new CommandError(238, `the embedded store does not support ${what}; set MONGODB_URI to use MongoDB`)
}
