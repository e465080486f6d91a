/** Digits: shown Latin (one setting per centre), accepted in every script. */
export type Digits = 'latn' | 'arab';

let shown: Digits = 'latn';

/** Which digits are shown from now on. */
export function showDigits(digits: Digits): void {
  shown = digits;
}

/** The locale with its numbering named: `ar` alone differs between engines (`ar-SA` gives ١٢٣). */
export function locale(language: 'ar' | 'en'): string {
  return language === 'ar' ? `ar-u-ca-gregory-nu-${shown}` : 'en-GB-u-ca-gregory';
}

/** A number in the centre's digits, without grouping. */
export function number(value: number): string {
  const plain = String(value);
  return shown === 'latn' ? plain : plain.replace(/\d/g, (digit) => String.fromCharCode(0x0660 + Number(digit)));
}

/** Arabic-Indic and Persian digits to ASCII: for everything that is typed and sent. */
export function asciiDigits(text: string): string {
  return text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
}
