import type { Actor } from '../../audit/actor.js'
import type { AuditTrail } from '../../audit/auditStore.js'
import type { MicroCredential } from '../../catalogue/microCredential.js'
import type { Texts } from '../../web/locale.js'
import type { Clock } from '../../clock/clock.js'
import { Conflict, Forbidden, NotFound } from '../../errors/errors.js'
import type { PersonActor } from '../../identity/requestActor.js'
import { asPerson } from '../../submissions/own.js'
import type { MicroCredentials } from '../../submissions/ports.js'
import type { FinalJudgement, Judgement } from '../assessment.js'
import type { JudgementStore } from '../judgementStore.js'
import type { Benchmark } from './benchmark.js'
import type { BenchmarkStore } from './benchmarkStore.js'
import type { Qualifications } from './qualifications.js'
import {
  compare,
  decideBeginning,
  trialRecords,
  validUntil,
  type QualifyingRules,
  type Trial,
} from './trial.js'
import type { TrialStore } from './trialStore.js'

/** One micro-credential somebody may qualify for, and how they stand. */
export interface QualifyingRow {
  key: string
  title: Texts
  qualifiedUntil: Date | null
  /** They may because they hold its badge, not because they assess. */
  byBadge: boolean
  /** What comes next: begin, go on, or wait until a day. Null where there is no sample. */
  next: { kind: 'begin' | 'goOn' } | { kind: 'wait'; until: Date } | null
}

/** A trial with what its page needs. */
export interface OpenedTrial {
  trial: Trial
  benchmark: Benchmark
  microCredential: MicroCredential
}

/** Qualifying for a micro-credential by judging benchmarks near enough to their reference. */
export function createQualifyingService(deps: {
  benchmarks: Pick<BenchmarkStore, 'inUse' | 'find'>
  trials: TrialStore
  qualifications: Qualifications
  judgements: JudgementStore
  catalogue: MicroCredentials
  /** Which micro-credentials somebody may qualify for: `all`, or only these keys. */
  mayQualifyFor(actor: PersonActor): Promise<'all' | ReadonlySet<string>>
  /** Whether an institution has assessors of its own beside those of its courses. */
  usesPool(institutionId: string): Promise<boolean>
  /** What follows a passed trial. Harmless when run twice. */
  afterPassed(actor: Actor, trial: Trial): Promise<void>
  rules(institutionId: string): Promise<QualifyingRules>
  audit: AuditTrail
  clock: Clock
}) {
  const { benchmarks, trials, clock } = deps

  async function mayTry(actor: Actor, key: string): Promise<PersonActor> {
    const person = asPerson(actor)
    const keys = await deps.mayQualifyFor(person)
    if (keys !== 'all' && !keys.has(key)) throw new Forbidden('not_an_assessor')
    return person
  }

  async function ofKey({ institutionId, personId }: PersonActor, key: string) {
    const [mine, inUse, rules] = await Promise.all([
      trials.of(institutionId, [personId]),
      benchmarks.inUse(institutionId, key),
      deps.rules(institutionId),
    ])
    const own = mine.filter(({ microCredentialKey }) => microCredentialKey === key)
    return { own, decision: decideBeginning(own, inUse, clock.now(), rules) }
  }

  /** How somebody stands with each of these micro-credentials that there is a sample for, by title. */
  async function standing(person: PersonActor, keys: 'all' | ReadonlySet<string>): Promise<QualifyingRow[]> {
    const { institutionId, personId } = person
    const inUse = await benchmarks.inUse(institutionId)
    const held = (await deps.qualifications.of(institutionId, [personId])).get(personId) ?? []
    const newest = new Map(
      inUse
        .filter(({ microCredentialKey }) => keys === 'all' || keys.has(microCredentialKey))
        .map(({ microCredentialKey, microCredentialId }) => [microCredentialKey, microCredentialId]),
    )
    const rows: QualifyingRow[] = []
    for (const [key, microCredentialId] of newest) {
      const asked = await deps.catalogue.find(institutionId, microCredentialId)
      if (!asked) continue
      const { decision } = await ofKey(person, key)
      rows.push({
        key,
        title: asked.title,
        byBadge: keys !== 'all',
        qualifiedUntil: held.find(({ microCredentialKey }) => microCredentialKey === key)?.validUntil ?? null,
        next: decision.kind === 'noSample' ? null : nextOf(decision),
      })
    }
    return rows.sort((a, b) => a.title.en.localeCompare(b.title.en))
  }

  async function open(actor: Actor, trialId: string): Promise<OpenedTrial> {
    const { institutionId, personId } = asPerson(actor)
    const trial = await trials.find(institutionId, trialId, personId)
    const benchmark = trial && (await benchmarks.find(institutionId, trial.benchmarkId))
    const microCredential =
      benchmark && (await deps.catalogue.find(institutionId, benchmark.microCredentialId))
    if (!trial || !benchmark || !microCredential) throw new NotFound('not their trial')
    return { trial, benchmark, microCredential }
  }

  /** What follows a finished trial; harmless again, so a second press finishes what was cut short. */
  async function follow(actor: Actor, trial: Trial, microCredential: MicroCredential): Promise<void> {
    await deps.judgements.add(`trial:${trial.id}`, trialRecords(trial, microCredential))
    if (trial.finished?.passed) await deps.afterPassed(actor, trial)
  }

  return {
    /** What the actor may qualify for and how they stand, by title; empty for whoever may not. */
    async standing(actor: Actor): Promise<QualifyingRow[]> {
      const person = asPerson(actor)
      return standing(person, await deps.mayQualifyFor(person))
    },
    /**
     * What the actor is invited to qualify for because they have earned it: where their institution has a pool and a sample, and they
     * are free to begin or go on. Empty for everybody else.
     */
    async invitations(actor: Actor): Promise<QualifyingRow[]> {
      const person = asPerson(actor)
      const keys = await deps.mayQualifyFor(person)
      if (keys === 'all' || keys.size === 0 || !(await deps.usesPool(person.institutionId))) return []
      const rows = await standing(person, keys)
      return rows.filter(
        ({ next, qualifiedUntil }) => !qualifiedUntil && next !== null && next.kind !== 'wait',
      )
    },
    /**
     * Begins a trial, or finds the one that was begun. Throws Forbidden (`not_an_assessor`), Conflict (`qualify_wait`,
     * `qualify_no_sample`), NotFound where no key was said.
     */
    async begin(actor: Actor, key: string): Promise<string> {
      if (key === '') throw new NotFound('no micro-credential was named')
      const person = await mayTry(actor, key)
      const { decision } = await ofKey(person, key)
      if (decision.kind === 'goOn') return decision.trial.id
      if (decision.kind === 'wait') throw new Conflict('qualify_wait')
      if (decision.kind === 'noSample') throw new Conflict('qualify_no_sample')
      const { institutionId, personId } = person
      const { benchmarkId, number } = decision
      const fresh = { institutionId, personId, microCredentialKey: key, benchmarkId, number }
      const trial = await trials.begin({ ...fresh, began: clock.now() })
      if (!trial) throw new Conflict('conflict')
      return trial.id
    },
    /** The actor's own trial; NotFound for anybody else's. */
    open,
    /** Keeps what was decided so far. False once the trial is finished. */
    async saveDraft(actor: Actor, trialId: string, judgements: Judgement[]): Promise<boolean> {
      return trials.saveDraft((await open(actor, trialId)).trial, judgements)
    },
    /**
     * Compares the judgement with the reference, once; `missing` names criteria without a level. A second answer changes
     * nothing.
     */
    async answer(
      actor: Actor,
      trialId: string,
      judgements: readonly Judgement[],
    ): Promise<{ kind: 'finished' } | { kind: 'missing'; criterionIds: string[] }> {
      const { trial, benchmark, microCredential } = await open(actor, trialId)
      if (trial.finished) {
        await follow(actor, trial, microCredential)
        return { kind: 'finished' }
      }
      const { rubric } = microCredential
      const given = judgements.filter(
        (one): one is FinalJudgement =>
          one.levelId !== null && rubric.levels.some(({ id }) => id === one.levelId),
      )
      const asked = benchmark.reference.map(({ criterionId }) => criterionId)
      const missing = asked.filter((id) => !given.some(({ criterionId }) => criterionId === id))
      if (missing.length > 0) return { kind: 'missing', criterionIds: missing }
      const { institutionId } = trial
      const rules = await deps.rules(institutionId)
      const at = clock.now()
      const compared = compare(given, benchmark.reference, rubric, rules)
      const until = compared.passed ? validUntil(at, rules) : null
      const finished = { ...compared, at, judgements: given, validUntil: until }
      if (!(await trials.finish(trial, finished))) return { kind: 'finished' }
      const done = { ...trial, finished }
      await deps.audit.record({
        institutionId,
        actor,
        action: compared.passed ? 'assessor.qualified' : 'assessor.not-yet-qualified',
        subject: `trial:${trial.id}`,
        reason: `${String(compared.exact)}/${String(compared.total)}`,
        at,
      })
      await follow(actor, done, microCredential)
      return { kind: 'finished' }
    },
  }
}

function nextOf(
  decision: Exclude<ReturnType<typeof decideBeginning>, { kind: 'noSample' }>,
): QualifyingRow['next'] {
  if (decision.kind === 'wait') return { kind: 'wait', until: decision.until }
  return { kind: decision.kind }
}

export type QualifyingService = ReturnType<typeof createQualifyingService>
