/**
 * The shapes on the wire, by the names the house gives them: all from `schema.d.ts`, which is made from the house's own
 * description (`npm run types`), so what changes there stops the pages from compiling.
 */
import type { components, operations } from './schema';

type Described = components['schemas'];

/** The house writes `null` for what is not there and leaves no field out; the description calls such fields optional. */
type Present<T> = T extends object ? { [K in keyof T]-?: Present<Exclude<T[K], undefined>> } : T;
type Shape<Name extends keyof Described> = Present<Described[Name]>;

export type Id = string;
export type Language = Shape<'Language'>;
export type Role = Shape<'Role'>;
export type Mood = Shape<'Mood'>;
export type Speaker = Shape<'Speaker'>;
/** Milliseconds of the call's sound. */
export type Span = Shape<'Span'>;
export type Me = Shape<'Me'>;

export type EvidenceSource = Shape<'EvidenceSource'>;
export type IntentGuess = Shape<'IntentGuess'>;
export type OfferReasons = Shape<'OfferReasons'>;
export type MoodReading = Shape<'MoodReading'>;
/** A call's mood in a few figures. */
export type CallMood = Shape<'CallMood'>;
export type HandoverCause = Shape<'HandoverCause'>;
export type NotReadyReason = Shape<'NotReadyReason'>;
export type AgentStateName = Shape<'DeskState'>;
export type CallPhase = Shape<'CallPhase'>;
export type DeskCall = Shape<'DeskCall'>;
/** Everything an agent's desk shows of now. */
export type DeskNow = Shape<'DeskNow'>;

export type Utterance = Shape<'Utterance'>;
export type Partial = Shape<'Partial'>;
export type LastStep = Shape<'LastStep'>;
export type RailStep = Shape<'RailStep'>;
export type Rail = Shape<'Rail'>;

export type Customer = Shape<'Customer'>;
export type CustomerWritten = Shape<'CustomerWritten'>;
/** One thing known of a customer, with who says so, since when, and whether they agreed. */
export type Field = Shape<'Field'>;
export type FieldKind = Shape<'FieldKind'>;
export type FieldSource = Shape<'FieldSource'>;
export type FieldWritten = Shape<'FieldWritten'>;
export type Merge = Shape<'Merge'>;
/** A customer who may be the same person. */
export type Alike = Shape<'Alike'>;
/** A customer with all that whoever asks may see. */
export type Profile = Shape<'Profile'>;
export type StepKind = Shape<'StepKind'>;
export type JourneyStep = Shape<'JourneyStep'>;
/** Everything between a customer and the house, oldest first. */
export type Journey = Shape<'Journey'>;
export type Contact = Shape<'Contact'>;
export type Person = Shape<'Person'>;
export type PromiseState = Shape<'PromiseState'>;
export type PromiseKeeper = Shape<'PromiseKeeper'>;
/** A promise that is owed, with who keeps it. */
export type Promised = Shape<'OwedPromise'>;
/** A promise of the ledger, with the customer's name. */
export type PromiseShown = Shape<'PromiseShown'>;
/** How many promises stand how. */
export type PromiseCounts = Shape<'PromiseCounts'>;
export type PromiseWritten = Described['PromiseWritten'];
/** What is to change about a promise. */
export type PromiseChanged = Described['PromiseChanged'];
/** Something told beside the calls. */
export type Notice = Shape<'Notice'>;
export type Outcome = Shape<'Outcome'>;
export type IntentName = Shape<'IntentName'>;
/** A colleague or a queue a caller can be sent to. */
export type DirectoryEntry = Present<operations['look']['responses'][200]['content']['application/json']['items'][number]>;
export type AgentDay = Shape<'AgentDay'>;
export type WaitRange = Shape<'WaitRange'>;

/** Somebody who may be meant at a branch's desk. */
export type Found = Present<operations['find_person']['responses'][200]['content']['application/json']['items'][number]>;
/** The person at a branch's desk. */
export type AtDesk = Shape<'AtDesk'>;
export type PromiseOutcome = Shape<'PromiseOutcome'>;
/** A visit as it is sent. */
export type VisitWritten = Described['VisitWritten'];
/** A visit as the house keeps it, with the customer's name. */
export type VisitShown = Shape<'VisitShown'>;
export type Today = Shape<'Today'>;
/** One thing the machine says, in one language. */
export type PromptNow = Shape<'PromptNow'>;

/** A line of a call's timeline. */
export type TimelineEntry = Shape<'TimelineEntry'>;
export type CallEvent = Shape<'CallEvent'>;
/** A message of `/api/v1/events`. */
export type EventMessage = Shape<'EventMessage'>;

export type Support = Shape<'Support'>;
export type GuestNow = Shape<'GuestNow'>;
export type GuestTicket = Shape<'GuestTicket'>;

/** A call as lists show it, with the lines in which the words asked for were said. */
export type CallSummary = Shape<'CallSummary'> & { hits?: Shape<'Hit'>[] };
export type OneCall = Shape<'OneCall'>;
/** What was read and judged of a call, beside its line in a list. */
export type CallMarks = Shape<'CallMarks'>;
/** A turn, with its other reading where it was read twice. */
export type Turn = Shape<'ReadTurn'>;
export type Peaks = Shape<'Peaks'>;
export type Comment = Shape<'Comment'>;
/** A list somebody named. */
export type View = Shape<'ViewShown'>;
export type Quote = Shape<'Quote'>;
/** Evidence of one side, or the word that nothing is recorded there. */
export type SideEvidence = Shape<'SideEvidence'>;
export type Verdict = Shape<'Verdict'>;
export type Reason = Shape<'Reason'>;
export type FindingKind = Shape<'FindingKind'>;
export type FindingState = Shape<'FindingState'>;
export type SilentReason = Shape<'SilentReason'>;
export type OutreachState = Shape<'OutreachState'>;
export type OutreachOutcome = Shape<'OutreachOutcome'>;
/** Somebody who left without a complaint, and who calls them. */
export type SilentShown = Shape<'SilentShown'>;
/** Somebody of the house, to be chosen from a list. */
export type Colleague = Shape<'Colleague'>;
export type BranchNames = Shape<'BranchNames'>;
/** What waits for whoever asks. */
export type Inbox = Shape<'Inbox'>;
/** The plan by which calls are drawn for review, and what it drew. */
export type Sampling = Shape<'Sampling'>;
export type Sample = Shape<'KeptSample'>;
export type Plan = Shape<'Plan'>;
export type Risk = Shape<'Risk'>;
export type StaleGap = Shape<'StaleGap'>;
export type StaleSaid = Shape<'StaleSaid'>;
export type Gap = Shape<'Gap'>;
export type Gaps = Shape<'Gaps'>;
export type Calibration = Shape<'Calibration'>;
export type Tally = Shape<'Tally'>;
export type OutreachReport = Shape<'OutreachReport'>;
/** A visit as the branch wrote it. */
export type VisitLogged = Shape<'Visit'>;
export type KeptFinding = Shape<'KeptFinding'>;
/** A difference of phone and branch with all that is known around it. */
export type WholeFinding = Shape<'WholeFinding'>;
/** How soon callers reached a person. */
export type AccessReport = Shape<'AccessReport'>;
export type Reached = Shape<'Reached'>;
/** A recorded visit in which words were said. */
export type FoundVisit = Shape<'FoundVisitShown'>;
export type Executive = Shape<'Executive'>;
/** A scorecard's form, and what is answered on a sheet of it. */
export type Form = Shape<'Form'>;
export type FormQuestion = Shape<'Question'>;
export type FormAnswer = Shape<'Answer'>;
export type QuestionMark = Shape<'QuestionMark'>;
export type MarkEvidence = Shape<'MarkEvidence'>;
export type SheetNow = Shape<'SheetNow'>;
/** What the machine found of Listen, Apologise, Solve, Thank. */
export type LastReview = Shape<'LastReview'>;
/** A promise the machine heard; a person confirms it. */
export type SuggestedPromise = Shape<'SuggestedPromise'>;
export type MachineReview = Shape<'Review'>;
