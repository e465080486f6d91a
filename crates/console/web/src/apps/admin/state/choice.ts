/** Which prompts are shown: pure functions of what there is and what was chosen. */
import type { Language, PromptNow } from '$lib/api/wire';
import { fold } from '$lib/format/fold';

export const WHICH = ['all', 'synthetic', 'recorded', 'faulty'] as const;
export type Which = (typeof WHICH)[number];
export type Choice = { language: Language; which: Which; words: string };

export function chosen(prompts: readonly PromptNow[], { language, which, words }: Choice): PromptNow[] {
  const wanted = fold(words).trim();
  return prompts.filter(
    (prompt) =>
      prompt.language === language && isOf(prompt, which) && (fold(prompt.text).includes(wanted) || prompt.id.includes(wanted.replaceAll(' ', '_'))),
  );
}

function isOf(prompt: PromptNow, which: Which): boolean {
  switch (which) {
    case 'all':
      return true;
    case 'synthetic':
      return !prompt.recorded;
    case 'recorded':
      return prompt.recorded;
    case 'faulty':
      return prompt.faults.length > 0;
  }
}

/** The one after it in the list, or the first one left when it is no longer there. */
export function next(list: readonly PromptNow[], id: string): PromptNow | null {
  const at = list.findIndex((prompt) => prompt.id === id);
  return list[at + 1] ?? null;
}

/** How many people recorded, of how many. */
export function progress(prompts: readonly PromptNow[], language: Language): { recorded: number; all: number } {
  const of = prompts.filter((prompt) => prompt.language === language);
  return { recorded: of.filter((prompt) => prompt.recorded).length, all: of.length };
}
