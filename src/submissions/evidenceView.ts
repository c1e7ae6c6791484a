import type { EvidenceSlot, MediaKind } from '../catalogue/evidenceSlot.js'
import type { ViewContext } from '../web/views.js'
import { isEmpty, isLink } from './evidenceCheck.js'
import { isPlayed } from './fileKind.js'
import { showDetails, type ShownDetails } from './detailsView.js'
import { isHeld, type OwnPart } from './joint.js'
import { acceptedProposal } from './proposal.js'
import { detailsNow, workBegan, type Artefact, type EvidenceFile, type Submission } from './submission.js'

/** A piece of evidence as a page shows it to its owner or to staff. Texts are as typed; the template escapes them. */
export interface ShownEvidence {
  slotId: string
  kind: EvidenceSlot['kind']
  title: string
  empty: boolean
  text: string
  link: { text: string; safe: boolean }
  answers: { prompt: string; answer: string }[]
  file: ShownFile | null
  /** What an assessor said of moments of it, where that is shown. */
  moments?: ShownMoment[]
  details: ShownDetails
  /** That several made it: the others by name where it may be told, how many they are, and what its educator did. */
  joint: { names: string[]; others: number; held: boolean; own: OwnPart } | null
  /** Another kind than the slot asks for, accepted by a facilitator; null where it is what was asked. */
  instead: { from: string; kind: string; reason: string; decision: string } | null
}

/** Something said of a moment: where a player finds it, and the time as players show it. */
export interface ShownMoment {
  href: string
  seconds: number
  time: string
  text: string
}

/** What was said of moments of one file, ready to print. The link is a media fragment (W3C Media Fragments URI 1.0 §4.2.1). */
export const showMoments = (
  said: readonly { artefactId: string; seconds: number; text: string }[],
  file: EvidenceFile | null | undefined,
): ShownMoment[] =>
  said
    .filter(({ artefactId }) => artefactId === file?.artefactId)
    .map(({ artefactId, seconds, text }) => ({
      href: `/evidence/${artefactId}#t=${String(seconds)}`,
      seconds,
      time: timeOf(seconds),
      text,
    }))

/** A number of seconds as a player shows it: `1:23`, with hours from the first one on. */
export function timeOf(seconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60]
  const rest = two(seconds % 60)
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${rest}` : `${String(minutes)}:${rest}`
}

export interface ShownFile {
  href: string
  name: string
  size: string
  icon: 'file' | 'image' | 'audio' | 'video'
  /** Played in place. */
  media: 'audio' | 'video' | null
  /** A picture of it; `whole` when there is nothing more to it (an image), so that it leads to the image itself. */
  preview: { href: string; width: number; height: number; pages: number | null; whole: boolean } | null
  /** Since when its bytes are deleted. */
  erasedAt: Date | null
  type: string
}

/** What stands in a slot, ready to print. */
export function showEvidence(
  slot: EvidenceSlot,
  submission: Submission,
  artefact: Artefact | undefined,
  view: Pick<ViewContext, 'pick' | 'formatBytes' | 'locale'>,
  fellows: ReadonlyMap<string, string | null> = new Map(),
): ShownEvidence {
  const url = artefact?.url ?? ''
  return {
    slotId: slot.id,
    kind: slot.kind,
    title: view.pick(slot.title),
    empty: isEmpty(artefact) && !artefact?.file,
    text: artefact?.text ?? '',
    link: { text: url, safe: isLink(url) },
    answers: (slot.kind === 'reflection' ? (slot.prompts ?? []) : []).map((prompt, index) => ({
      prompt: view.pick(prompt),
      answer: artefact?.answers?.[index] ?? '',
    })),
    file: artefact?.file ? showFile(artefact.file, view.formatBytes) : null,
    joint: jointOf(submission, artefact, fellows),
    instead: insteadOf(submission, slot.id),
    details: showDetails(detailsNow(submission, artefact), workBegan(submission), view),
  }
}

function jointOf(
  submission: Submission,
  artefact: Artefact | undefined,
  fellows: ReadonlyMap<string, string | null>,
): ShownEvidence['joint'] {
  if (!artefact?.joint?.with.length) return null
  const { joint, own = { did: '', share: '', percent: null }, slotId } = artefact
  const names = joint.with.flatMap((id) => fellows.get(id) ?? [])
  return { names, others: joint.with.length, held: isHeld(submission, slotId), own }
}

/** One file, ready to print. */
export function showFile(file: EvidenceFile, formatBytes: (bytes: number) => string): ShownFile {
  const family = file.type.split('/')[0]
  const href = `/evidence/${file.artefactId}`
  const { preview, erased } = file
  return {
    href,
    name: file.name,
    size: formatBytes(file.bytes),
    icon: family === 'image' || family === 'audio' || family === 'video' ? family : 'file',
    media: isPlayed(file.type) && (family === 'audio' || family === 'video') ? family : null,
    preview: preview ? { href: `${href}/preview`, pages: null, ...preview, whole: family === 'image' } : null,
    erasedAt: erased?.at ?? null,
    type: file.type,
  }
}

const extensions: Record<MediaKind, string> = {
  document: '.pdf,.docx,.pptx,.xlsx,.odt,.odp,.ods,.rtf,.txt,.md,.csv,.doc,.ppt,.xls',
  // Without image/*: a phone that keeps its photos as HEIC then hands them over as JPEG.
  image: '.jpg,.jpeg,.png,.webp,.gif,image/jpeg,image/png',
  audio: '.mp3,.m4a,.wav,.ogg,.aac,.flac,.amr,audio/*',
  video: '.mp4,.mov,.webm,.m4v,.3gp,video/*',
}

/** The `accept` of a file input: a help for the person, never a check. */
export const acceptOf = (kinds: readonly MediaKind[] | undefined): string =>
  (kinds?.length ? kinds : (['document', 'image', 'audio', 'video'] as const))
    .map((kind) => extensions[kind])
    .join(',')

/** The kinds a phone can make on the spot, of those a slot takes. */
export const capturesOf = (kinds: readonly MediaKind[] | undefined): MediaKind[] =>
  (['image', 'audio', 'video'] as const).filter((kind) => !kinds?.length || kinds.includes(kind))

function insteadOf(submission: Submission, slotId: string): ShownEvidence['instead'] {
  const accepted = acceptedProposal(submission, slotId)
  return accepted
    ? {
        from: accepted.from,
        kind: accepted.kind,
        reason: accepted.reason,
        decision: accepted.decided?.reason ?? '',
      }
    : null
}
