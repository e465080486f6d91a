/** The page's language: Arabic first, kept per user, changed without a reload. */
export type Language = 'ar' | 'en';

const KEPT = 'wasl.language';

/** `<html lang="en">` in the page, or what the user chose last, or Arabic. */
function first(): Language {
  const kept = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT);
  return kept === 'en' || kept === 'ar' ? kept : 'ar';
}

class Speech {
  language = $state<Language>(first());
  direction = $derived<'rtl' | 'ltr'>(this.language === 'ar' ? 'rtl' : 'ltr');

  /** Speaks another language from now on. */
  speak(language: Language): void {
    this.language = language;
    if (typeof localStorage !== 'undefined') localStorage.setItem(KEPT, language);
  }

  toggle(): void {
    this.speak(this.language === 'ar' ? 'en' : 'ar');
  }
}

export const speech = new Speech();

/** The direction of a field: the page's while it is empty (caret and placeholder), then its text's. */
export function typing(text: string): 'rtl' | 'ltr' | 'auto' {
  return text === '' ? speech.direction : 'auto';
}
