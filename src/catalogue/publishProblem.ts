export type PublishCode =
  | 'missing'
  | 'notOneStatement'
  | 'noSource'
  | 'noDescriptor'
  | 'unknownLevel'
  | 'unknownSlot'
  | 'noLevelMeets'
  | 'everyLevelMeets'
  | 'noSlot'
  | 'slotNotUsed'
  | 'repeated'
  | 'limits'
  | 'hours'
  | 'languageMissing'
  | 'polish'
  | 'attendance'
  | 'nothingRequired'

/** Why a micro-credential cannot be published yet: where (a path such as `rubric.criteria.safety.descriptors`) and what. */
export interface PublishProblem {
  field: string
  code: PublishCode
}
