/** Light, dark, or as the system: kept per user. The colours are `light-dark()` pairs of `css/tokens.css`. */
export type Theme = 'system' | 'light' | 'dark';

const KEPT = 'wasl.theme';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

class Looks {
  theme = $state<Theme>(THEMES.find((theme) => theme === localStorage.getItem(KEPT)) ?? 'system');

  choose(theme: Theme): void {
    this.theme = theme;
    localStorage.setItem(KEPT, theme);
    this.apply();
  }

  apply(): void {
    if (this.theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = this.theme;
  }
}

export const looks = new Looks();
export const themes = THEMES;
