/** A small framework in the exchange form of CASE 1.0, made up for the tests. */
export function caseFile(
  statements: readonly string[] = ['Plans for learner variability', 'Listens to families'],
) {
  const uri = 'https://frameworks.example.org/ims/case/v1p0'
  return {
    CFDocument: {
      identifier: '6f1b0f4e-0000-4000-8000-000000000001',
      uri: `${uri}/CFDocuments/1`,
      title: 'Standards for Educators',
      creator: 'Example Board',
      lastChangeDateTime: '2026-01-01T00:00:00Z',
      CFPackageURI: { title: 'x', identifier: 'y', uri },
    },
    CFItems: statements.map((fullStatement, index) => ({
      identifier: `6f1b0f4e-0000-4000-8000-00000000010${String(index)}`,
      uri: `${uri}/CFItems/${String(index)}`,
      fullStatement,
      humanCodingScheme: `S.${String(index + 1)}`,
      CFItemType: 'Standard',
      educationLevel: ['KG'],
      lastChangeDateTime: '2026-01-01T00:00:00Z',
    })),
    CFAssociations: [],
  }
}
