/** Starts a page: looks, language, shortcuts, the app. */
import { type Component, mount } from 'svelte';
import './css/fonts.css';
import './css/base.css';
import { shortcuts } from './keys';
import { looks } from './theme.svelte';

export function page(app: Component): void {
  looks.apply();
  shortcuts.listen();
  mount(app, { target: document.body });
}
