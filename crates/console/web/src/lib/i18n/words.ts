import { number } from '../format/digits';
import { type Language, speech } from './language.svelte';

/** What a catalogue holds: sentences, sentences with slots, and groups of them. */
export type Entry = string | ((...slots: never[]) => string) | { readonly [name: string]: Entry };

/** The shape of a catalogue with its texts forgotten: the other language has to have the same. */
export type Shape<C> = C extends string
  ? string
  : C extends (...slots: infer S) => string
    ? (...slots: S) => string
    : { readonly [K in keyof C]: Shape<C[K]> };

/**
 * Joins an Arabic and an English catalogue. A missing or surplus key, or a slot of another type, does not compile.
 * Reading from the result inside a component or `$derived` follows the language.
 */
export function words<const C extends Record<string, Entry>>(ar: C, en: Shape<C>): Shape<C> {
  const shown = () => (speech.language === 'ar' ? (ar as unknown as Shape<C>) : en);
  return new Proxy({} as Shape<C> & object, {
    get: (_, key) => shown()[key as keyof Shape<C>],
    has: (_, key) => key in (shown() as object),
    ownKeys: () => Reflect.ownKeys(shown() as object),
    getOwnPropertyDescriptor: (_, key) => ({ ...Object.getOwnPropertyDescriptor(shown(), key), configurable: true }),
  });
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Text of unknown direction, kept from reordering its neighbours (FSI … PDI). */
export function isolate(text: string | number): string {
  return FIRST_STRONG_ISOLATE + (typeof text === 'number' ? number(text) : text) + POP_ISOLATE;
}

/** A sentence with slots: every slot is isolated. Use it for every sentence that is given something. */
export function say(texts: TemplateStringsArray, ...slots: readonly (string | number)[]): string {
  return texts.reduce((sentence, text, at) => sentence + isolate(slots[at - 1] ?? '') + text);
}

/** All six forms of Arabic; `#` stands for the number. */
export type ArabicForms = Record<'zero' | 'one' | 'two' | 'few' | 'many' | 'other', string>;
/** Both forms of English; `#` stands for the number. */
export type EnglishForms = Record<'one' | 'other', string> & { zero?: string };

const RULES: Record<Language, Intl.PluralRules> = { ar: new Intl.PluralRules('ar'), en: new Intl.PluralRules('en') };

export function arPlural(count: number, forms: ArabicForms): string {
  return forms[RULES.ar.select(count)].replace('#', isolate(count));
}

export function enPlural(count: number, forms: EnglishForms): string {
  const form = count === 0 && forms.zero !== undefined ? 'zero' : RULES.en.select(count);
  return ((form === 'zero' ? forms.zero : form === 'one' ? forms.one : forms.other) ?? '').replace('#', isolate(count));
}
