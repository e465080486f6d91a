/** What an agent writes down of a person: the card for everybody, and every fact with its source and the person's consent. */
import type { Customer, CustomerWritten, Field, FieldKind, FieldSource, FieldWritten, Language } from '$lib/api/wire';
import { fold } from '$lib/format/fold';

export interface PersonTyped {
  name: string;
  city: string;
  occasion: string;
  language: Language | '';
  /** They agreed that what is written now is kept and used. */
  consent: boolean;
  source: FieldSource;
}

export interface PersonWrites {
  card: CustomerWritten;
  keep: FieldWritten[];
  drop: { kind: FieldKind; value: string }[];
}

export const FACTS = ['name', 'occasion', 'language'] as const;
type Fact = (typeof FACTS)[number];

const given = (text: string) => (text.trim() === '' ? null : text.trim());
const same = (a: string, b: string) => fold(a).trim() === fold(b).trim();

/** The field that says what the card says; `null` when the card alone says it. */
export const fieldOf = (fields: readonly Field[], kind: Fact, value: string | null): Field | null =>
  value === null ? null : (fields.find((field) => field.kind === kind && same(field.value, value)) ?? null);

/**
 * What is asked of the house. What was not touched keeps its source, its date and its consent, and a name or a language
 * put right is agreed to as it was. The house puts on the card what they agreed to, so a fact without consent is never
 * sent as part of it.
 */
export function personWrites(typed: PersonTyped, customer: Customer | null, fields: readonly Field[], number: string | null): PersonWrites {
  const before: Record<Fact, string | null> = { name: customer?.name ?? null, occasion: customer?.occasion ?? null, language: customer?.language ?? null };
  const now: Record<Fact, string | null> = { name: given(typed.name), occasion: given(typed.occasion), language: given(typed.language) };
  const numbers = customer?.numbers ?? (number === null ? [] : [number]);
  const card: CustomerWritten = { name: customer?.name ?? null, occasion: customer?.occasion ?? null, language: customer?.language ?? null, city: given(typed.city), numbers };
  const keep: FieldWritten[] = [];
  const drop: PersonWrites['drop'] = [];
  for (const kind of FACTS) {
    const [old, value] = [before[kind], now[kind]];
    const known = fieldOf(fields, kind, old);
    const touched = old !== value;
    if (touched) card[kind] = null;
    if (value !== null && (touched || (typed.consent && !known?.consent))) {
      const agreed = typed.consent || (kind !== 'occasion' && known?.consent === true);
      keep.push({ kind, value, day: kind === 'occasion' && known && old !== null && same(old, value) ? known.day : null, source: typed.source, consent: agreed });
    }
    // Of occasions there may be many: the one that was written over goes.
    if (touched && old !== null && known && (value === null || (kind === 'occasion' && !same(old, value)))) drop.push({ kind, value: old });
  }
  return { card, keep, drop };
}
