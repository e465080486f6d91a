/** What is known of a customer and how it may be changed. */
import type { Customer, CustomerWritten, Field, FieldKind, FieldSource, FieldWritten, Found, Id, Profile, Role } from '$lib/api/wire';
import { fold } from '$lib/format/fold';

/** What is known, as people ask for it; identities are apart. */
export const GROUPS = [
  { name: 'address', kinds: ['name', 'address_as'] },
  { name: 'speech', kinds: ['language', 'dialect'] },
  { name: 'occasions', kinds: ['occasion'] },
  { name: 'preferences', kinds: ['preference'] },
] as const satisfies readonly { name: string; kinds: readonly FieldKind[] }[];
export const IDENTITIES = ['branch_number', 'national_id_tail', 'ticket'] as const satisfies readonly FieldKind[];
export const SOURCES = ['customer', 'agent', 'branch', 'import'] as const satisfies readonly FieldSource[];

/** A customer has one of it: a new one takes the place of the one before. */
const SINGLE: readonly FieldKind[] = ['name', 'address_as', 'language', 'dialect', 'national_id_tail'];
export const isSingle = (kind: FieldKind): boolean => SINGLE.includes(kind);

/** One thing known; what stands on the customer's card alone has nobody who says so, no day and no consent. */
export type Known = Pick<Field, 'kind' | 'value' | 'day'> & (Pick<Field, 'source' | 'by' | 'at' | 'consent'> | { source: null; by: null; at: null; consent: false });

export const same = (a: string, b: string): boolean => fold(a).trim() === fold(b).trim();

const ON_CARD = ['name', 'language', 'occasion'] as const;
const onCard = (kind: FieldKind): kind is (typeof ON_CARD)[number] => ON_CARD.some((one) => one === kind);

/** All that is known of those kinds, with what only the card says. */
export function known({ customer, fields }: Profile, kinds: readonly FieldKind[]): Known[] {
  const bare = ON_CARD.filter((kind) => kinds.includes(kind)).flatMap((kind): Known[] => {
    const value = customer[kind];
    const told = value === null || fields.some((field) => field.kind === kind && same(field.value, value));
    return told ? [] : [{ kind, value, day: null, source: null, by: null, at: null, consent: false }];
  });
  return kinds.flatMap((kind) => [...fields.filter((field) => field.kind === kind), ...bare.filter((field) => field.kind === kind)]);
}

/** How they are spoken to: as they like it, else their name. Only what they agreed to is said aloud. */
export function calledOf({ customer, fields }: Profile): string | null {
  return fields.find(({ kind, consent }) => kind === 'address_as' && consent)?.value ?? customer.name;
}

/** Who writes something down noticed it where they work, until they say that the customer told them. */
export const sourceOf = (role: Role | undefined): FieldSource => (role === 'branch' ? 'branch' : 'agent');

/**
 * The card without a thing the customer did not agree to; `null` when the card does not say it. The house takes back
 * the field alone, and the card is shown to everybody.
 */
export function cardWithout({ customer, fields }: Profile, { kind, value }: Pick<Known, 'kind' | 'value'>): CustomerWritten | null {
  const shown = onCard(kind) ? customer[kind] : null;
  if (!onCard(kind) || shown === null || !same(shown, value)) return null;
  const { id: _, ...card } = customer;
  const agreed = fields.filter((field) => field.kind === kind && field.consent && !same(field.value, value));
  return { ...card, [kind]: isSingle(kind) ? null : (agreed.sort((a, b) => b.at - a.at)[0]?.value ?? null) };
}

/** What has to go after a thing was written anew: the house keeps every value of a kind of which there may be many. */
export const leftBehind = (before: Pick<Known, 'kind' | 'value'> | null, now: FieldWritten): boolean =>
  before !== null && !isSingle(now.kind) && !same(before.value, now.value);

/** `YYYY-MM-DD` or `MM-DD` as parts for a form; nothing of both when there is no day. */
export function dayParts(day: string | null): { year: string; month: string; date: string } {
  const [date = '', month = '', year = ''] = (day ?? '').split('-').reverse();
  return { year, month, date };
}
/** The day as the house reads it; `null` when none is given, `undefined` when it is no day. */
export function dayOf({ year, month, date }: { year: string; month: string; date: string }): string | null | undefined {
  if (year === '' && month === '' && date === '') return null;
  const [y, m, d] = [Number(year === '' ? 2000 : year), Number(month), Number(date)];
  if (![y, m, d].every(Number.isInteger) || y < 1000 || y > 9999) return undefined;
  const at = new Date(Date.UTC(y, m - 1, d));
  if (m < 1 || at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d) return undefined;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${year === '' ? '' : `${y}-`}${two(m)}-${two(d)}`;
}

/** A row of the list of people. */
export interface Row {
  id: Id;
  customer: Customer;
  /** By what the branch's desk found them; `null` when only the house's list did. */
  by: Found['by'] | null;
  called: string | null;
  open: number | null;
}

/** Those the desk finds by what they are known by first, then those whose name or number fits; everybody once. */
export function rowsOf(listed: readonly Customer[], found: readonly Found[]): Row[] {
  const rows = found.flatMap(({ customer, by, address_as, open_promises }): Row[] =>
    customer ? [{ id: customer.id, customer, by, called: address_as, open: open_promises }] : [],
  );
  const plain = listed.map((customer): Row => ({ id: customer.id, customer, by: null, called: null, open: null }));
  const all = [...rows.filter(({ by }) => by !== 'name'), ...rows.filter(({ by }) => by === 'name'), ...plain];
  return all.filter(({ id }, at) => all.findIndex((one) => one.id === id) === at);
}
