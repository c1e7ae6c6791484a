/** Spreads a reflection over its prompts: about the same number of sentences to each, in order. */
export function spread(text: string, prompts: number): string[] {
  const sentences = text.match(/[^.!?؟]+[.!?؟]+["”»]*\s*/g) ?? [text]
  const each = Math.ceil(sentences.length / prompts)
  return Array.from({ length: prompts }, (_, index) =>
    sentences
      .slice(index * each, (index + 1) * each)
      .join('')
      .trim(),
  )
}
